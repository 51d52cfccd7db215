"""Instrument definitions and the universe of them, as plain data."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from msgspec import Struct, ValidationError, convert

from ticker.market.events import AssetClass as AssetClass
from ticker.market.events import BadEventError

SYMBOL = re.compile(r"[A-Z0-9]+:[A-Z0-9.-]+")
MAX_SYMBOL_LENGTH = 40


class InstrumentDefinition(Struct, frozen=True, kw_only=True):
    """``symbol`` is ``VENUE:TICKER``; ``calendar`` names the trading sessions. ``seed_price`` is
    where the simulated feed starts; it is not a quotation and is never shown."""

    symbol: str
    name: str
    asset_class: AssetClass
    currency: str = "USD"
    price_increment: Decimal = Decimal("0.01")
    size_increment: Decimal = Decimal(1)
    round_lot: int = 100
    sector: str = ""
    calendar: str = "XNYS"
    seed_price: Decimal = Decimal(100)

    @property
    def venue(self) -> str:
        return self.symbol.partition(":")[0]

    @property
    def ticker(self) -> str:
        return self.symbol.partition(":")[2]

    @property
    def row_id(self) -> str:
        """The symbol for an element's id: ``XNYS-IBM``."""
        return self.symbol.replace(":", "-")


class Universe:
    """The instruments of this installation, in list order."""

    def __init__(self, definitions: Iterable[InstrumentDefinition]) -> None:
        self._by_symbol = {definition.symbol: definition for definition in definitions}
        self._by_ticker: dict[str, list[str]] = {}
        self._by_venue: dict[str, InstrumentDefinition] = {}
        for definition in self._by_symbol.values():
            self._by_ticker.setdefault(definition.ticker, []).append(definition.symbol)
            self._by_venue.setdefault(definition.venue, definition)

    def __iter__(self) -> Iterator[InstrumentDefinition]:
        return iter(self._by_symbol.values())

    def __len__(self) -> int:
        return len(self._by_symbol)

    def __contains__(self, symbol: str) -> bool:
        return symbol in self._by_symbol

    def __getitem__(self, symbol: str) -> InstrumentDefinition:
        return self._by_symbol[symbol]

    def is_ambiguous(self, ticker: str) -> bool:
        return len(self._by_ticker.get(ticker, ())) > 1

    def first_at(self, venue: str) -> InstrumentDefinition | None:
        return self._by_venue.get(venue)

    def resolve(self, text: str) -> str:
        """The full symbol for a symbol or an unambiguous bare ticker.

        Raises BadEventError (unknown_symbol, ambiguous_symbol).
        """
        if text in self._by_symbol:
            return text
        symbols = self._by_ticker.get(text, [])
        if len(symbols) == 1:
            return symbols[0]
        raise BadEventError("ambiguous_symbol" if symbols else "unknown_symbol", repr(text[:40]))


CSV_FILE = Path(__file__).parents[1] / "data" / "instruments.csv"


def read_definitions(file: Path) -> list[InstrumentDefinition]:
    """The instruments of a CSV file whose header names the fields of InstrumentDefinition.

    Raises OSError, or ValueError that names the line.
    """
    definitions = []
    with file.open(newline="", encoding="utf-8") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            try:
                definition = convert(row, InstrumentDefinition, strict=False)
            except ValidationError as error:
                raise ValueError(f"line {number}: {error}") from None
            if not SYMBOL.fullmatch(definition.symbol):
                raise ValueError(f"line {number}: {definition.symbol!r} is not VENUE:TICKER")
            definitions.append(definition)
    return definitions
