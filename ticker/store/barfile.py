"""Daily bars from CSV: a header, then a date, prices, a volume and a symbol on each line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct

from ticker.market.bar import PRICES, Bar, midnight
from ticker.market.events import BadEventError
from ticker.market.instruments import Universe
from ticker.market.sessions import calendars
from ticker.store.barlimits import check_order, check_price, check_volume

SYMBOL_NAMES = ("symbol", "ticker", "name")
"""Accepted headers of the symbol column; the first one present counts."""

NUMBER = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})(e[+-]?\d{1,2})?", re.ASCII | re.I)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
YEARS = range(1900, 2200)


class BadBar(Struct, frozen=True):
    """A skipped line. ``number`` counts from 1, the header."""

    number: int
    reason: str


class GoodBar(Struct, frozen=True):
    """``symbol`` is the full symbol. Daily files have no trade count and no notional; both are 0 in
    the bar."""

    number: int
    symbol: str
    bar: Bar


def read_bars(lines: Iterable[str], universe: Universe) -> Iterator[GoodBar | BadBar]:
    """One result for each line after the header, in order; blank lines give none.

    Header names come in any order and case, and unknown ones are ignored. Raises ValueError if a
    required one is missing.
    """
    numbered = enumerate(lines, start=1)
    places = _column_places(next(numbered, (1, ""))[1])
    for number, line in numbered:
        if line.strip():
            try:
                yield _read_bar(number, line, places, universe)
            except (ValueError, csv.Error) as error:
                yield BadBar(number, str(error))


def _column_places(header: str) -> Mapping[str, int]:
    """The index of each column. Raises ValueError."""
    try:
        names = [name.strip().lower() for name in _cells(header.removeprefix("\ufeff"))]
    except csv.Error as error:
        raise ValueError(f"the header cannot be read: {error}") from None
    symbol = next((name for name in SYMBOL_NAMES if name in names), None)
    missing = [name for name in ("date", *PRICES, "volume") if name not in names]
    missing += ["symbol"] * (symbol is None)
    if symbol is None or missing:
        raise ValueError(f"the header names no {', '.join(missing)}")
    wanted = {name: names.index(name) for name in ("date", *PRICES, "volume")}
    return {**wanted, "symbol": names.index(symbol)}


def _cells(line: str) -> list[str]:
    """Parses one line alone, so that an open quote spoils no other line."""
    return next(csv.reader([line], strict=True), [])


def _read_bar(number: int, line: str, places: Mapping[str, int], universe: Universe) -> GoodBar:
    """Raises ValueError that says what is wrong."""
    cells = _cells(line)
    if len(cells) <= max(places.values()):
        raise ValueError(f"{len(cells)} columns, too few")
    row = {name: cells[place].strip() for name, place in places.items()}
    symbol = _symbol(row["symbol"], universe)
    opened, high, low, close = (_price(name, row[name]) for name in PRICES)
    check_order(opened, high, low, close)
    bar = Bar(
        ts_open=_midnight(row["date"], universe[symbol].calendar),
        open=opened,
        high=high,
        low=low,
        close=close,
        volume=_volume(row["volume"]),
    )
    return GoodBar(number, symbol, bar)


def _symbol(text: str, universe: Universe) -> str:
    try:
        return universe.resolve(text.upper())
    except BadEventError as error:
        raise ValueError(str(error).replace("_", " ", 1)) from None


def _price(name: str, text: str) -> Decimal:
    price = _number(name, text)
    check_price(name, price, text)
    return price


def _volume(text: str) -> Decimal:
    volume = _number("volume", text)
    check_volume(volume, text)
    return volume


def _number(name: str, text: str) -> Decimal:
    """Digit by digit, as written."""
    if not text:
        raise ValueError(f"no {name}")
    if not NUMBER.fullmatch(text):
        raise ValueError(f"{name} {text[:40]!r} is not a number")
    return Decimal(text)


def _midnight(text: str, calendar: str) -> int:
    """Midnight at the exchange, UTC nanoseconds."""
    try:
        day = date.fromisoformat(text if DATE.fullmatch(text) else "")
    except ValueError:
        raise ValueError(f"date {text[:40]!r} is not a date as YYYY-MM-DD") from None
    if day.year not in YEARS:
        raise ValueError(f"date {text} is not of the years {YEARS[0]} to {YEARS[-1]}")
    return midnight(day, calendars()[calendar].zone)
