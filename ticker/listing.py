"""A listing: what exchanges publish of all the instruments that are listed there."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import TextIOBase
from pathlib import Path

from ticker.events import AssetClass
from ticker.instruments import SYMBOL, InstrumentDefinition, Universe

LAYOUTS = (
    {"symbol", "security name", "market category", "test issue", "etf"},
    {"act symbol", "security name", "exchange", "test issue", "etf"},
    {"symbol", "name", "exchange"},
)
"""The columns by which a table is known: those of Nasdaq's symbol directory, of its own listings
and of others (nasdaqtrader.com, nasdaqlisted.txt and otherlisted.txt), and those of a screener."""

VENUES = {
    "": "XNAS",
    "A": "XASE",
    "N": "XNYS",
    "P": "ARCX",
    "V": "IEXG",
    "Z": "BATS",
    "AMEX": "XASE",
    "NASDAQ": "XNAS",
    "NYSE": "XNYS",
}
"""Where a table says nothing of exchanges it is Nasdaq's own."""

CLASSES = str.maketrans({"/": ".", "$": "-", "^": "-"})
"""What is before the letter of a class, and before that of a preferred share."""

LONGEST_NAME = 200

Row = Mapping[str, str]


def read_listing(file: Path, universe: Universe) -> list[InstrumentDefinition]:
    """What is listed and not in the universe, at whichever exchange: what trades nowhere else, but
    for test issues.

    Raises OSError, or ValueError that names the line.
    """
    found: dict[str, InstrumentDefinition] = {}
    known = {each.ticker for each in universe if each.calendar == "XNYS"}
    with file.open(newline="", encoding="utf-8-sig") as lines:
        for number, row in _rows(lines):
            try:
                definition = _definition(row)
            except ValueError as error:
                raise ValueError(f"line {number}: {error}") from None
            if definition.ticker not in known and row.get("test issue") != "Y":
                found.setdefault(definition.ticker, definition)
    return list(found.values())


def _rows(lines: TextIOBase) -> Iterator[tuple[int, Row]]:
    """With their lines' numbers; the last may say when the file was made."""
    header = lines.readline().strip().lower()
    delimiter = "|" if "|" in header else ","
    columns = next(csv.reader([header], delimiter=delimiter), [])
    if not any(layout <= set(columns) for layout in LAYOUTS):
        raise ValueError("line 1: neither events nor a listing with columns that are known")
    rows = csv.reader(lines, delimiter=delimiter)
    for fields in rows:
        if any(fields) and not fields[0].startswith("File Creation Time"):
            row = dict(zip(columns, (each.strip() for each in fields), strict=False))
            yield rows.line_num + 1, row


def _definition(row: Row) -> InstrumentDefinition:
    """Raises ValueError."""
    ticker = (row.get("act symbol") or row.get("symbol") or "").translate(CLASSES)
    exchange = row.get("exchange", "")
    if exchange not in VENUES:
        raise ValueError(f"exchange {exchange[:40]!r}, none of {', '.join(filter(None, VENUES))}")
    symbol = f"{VENUES[exchange]}:{ticker}"
    if not SYMBOL.fullmatch(symbol):
        raise ValueError(f"{ticker[:40]!r} is no ticker")
    asset_class: AssetClass = "ETF" if row.get("etf") == "Y" else "EQUITY"
    return InstrumentDefinition(
        symbol=symbol,
        name=_name(row) or ticker,
        asset_class=asset_class,
        round_lot=round(float(row.get("round lot size") or 100)),
    )


def _name(row: Row) -> str:
    name = row.get("security name") or row.get("name") or ""
    return name.removesuffix(" Common Stock").removesuffix(" -")[:LONGEST_NAME]
