"""A listing: what exchanges publish of all the instruments that are listed there."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping

from ticker.market.events import AssetClass
from ticker.market.instruments import MAX_SYMBOL_LENGTH, SYMBOL, InstrumentDefinition, Universe

LAYOUTS = (
    {"symbol", "security name", "market category", "test issue", "etf"},
    {"act symbol", "security name", "exchange", "test issue", "etf"},
    {"symbol", "name", "exchange"},
)
"""The columns by which a table is known: those of Nasdaq's symbol directory (nasdaqtrader.com:
nasdaqlisted.txt, nasdaqtraded.txt, otherlisted.txt), and those of a screener."""

EXCHANGE = ("exchange", "listing exchange")
"""Without either column, every row is listed at Nasdaq."""

VENUES = {
    "A": "XASE",
    "N": "XNYS",
    "P": "ARCX",
    "Q": "XNAS",
    "V": "IEXG",
    "Z": "BATS",
    "AMEX": "XASE",
    "NASDAQ": "XNAS",
    "NYSE": "XNYS",
}

SPELLINGS = ((re.compile(r"[$^]"), "-"), (re.compile("/"), "."), (re.compile(r"\.W$"), ".WS"))
"""Preferred shares, share classes and warrants: spellings of the tables, and the project's own."""

FOOTER = "File Creation Time"

MAX_NAME_LENGTH = 200

LOT = re.compile(r"([1-9]\d{0,5})(\.0+)?")

Row = Mapping[str, str]


def read_listing(lines: Iterable[bytes], universe: Universe) -> list[InstrumentDefinition]:
    """The listing without test issues, and without tickers that the universe already has at any
    exchange: a second one would make the bare ticker ambiguous.

    Raises ValueError that names the line.
    """
    definitions: dict[str, InstrumentDefinition] = {}
    known = {definition.ticker for definition in universe}
    for number, row in _rows(_decode(lines)):
        try:
            definition = _definition(row)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
        if definition.ticker not in known and row.get("test issue") != "Y":
            definitions.setdefault(definition.ticker, definition)
    return list(definitions.values())


def _decode(lines: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise ValueError(f"line {number}: no UTF-8") from None


def _rows(lines: Iterator[str]) -> Iterator[tuple[int, Row]]:
    """Rows with their line numbers."""
    header = next(lines, "").strip().lower()
    if "|" in header:
        rows = csv.reader(lines, delimiter="|", quoting=csv.QUOTE_NONE)
        columns = header.split("|")
    else:
        rows = csv.reader(lines, strict=True)
        columns = next(csv.reader([header]), [])
    if not any(layout <= set(columns) for layout in LAYOUTS):
        raise ValueError("line 1: neither events nor a listing with columns that are known")
    try:
        for fields in rows:
            if any(fields) and not fields[0].startswith(FOOTER):
                if len(fields) != len(columns):
                    why = f"{len(fields)} fields, and the first line has {len(columns)}"
                    raise ValueError(f"line {rows.line_num + 1}: {why}")
                texts = (field.strip() for field in fields)
                yield rows.line_num + 1, dict(zip(columns, texts, strict=True))
    except csv.Error as error:
        raise ValueError(f"line {rows.line_num + 1}: {error}") from None


def _definition(row: Row) -> InstrumentDefinition:
    """Raises ValueError."""
    ticker = row["act symbol"] if "act symbol" in row else row["symbol"]
    for spelling, ours in SPELLINGS:
        ticker = spelling.sub(ours, ticker)
    symbol = f"{_venue(row)}:{ticker}"
    if not SYMBOL.fullmatch(symbol) or len(symbol) > MAX_SYMBOL_LENGTH:
        raise ValueError(f"{ticker[:MAX_SYMBOL_LENGTH]!r} is no ticker")
    asset_class: AssetClass = "ETF" if row.get("etf") == "Y" else "EQUITY"
    return InstrumentDefinition(
        symbol=symbol,
        name=_name(row) or ticker,
        asset_class=asset_class,
        round_lot=_lot(row.get("round lot size", "100")),
    )


def _venue(row: Row) -> str:
    column = next((name for name in EXCHANGE if name in row), None)
    if column is None:
        return "XNAS"
    if row[column] not in VENUES:
        raise ValueError(f"exchange {row[column][:40]!r}, none of {', '.join(VENUES)}")
    return VENUES[row[column]]


def _name(row: Row) -> str:
    name = row["security name"] if "security name" in row else row["name"]
    name = " ".join(name.split())
    if not name.isprintable():
        raise ValueError("a control character in the name")
    name = name.removesuffix(" Common Stock").removesuffix(" -")
    return name if len(name) <= MAX_NAME_LENGTH else f"{name[: MAX_NAME_LENGTH - 1]}…"


def _lot(text: str) -> int:
    match = LOT.fullmatch(text)
    if match is None:
        raise ValueError(f"round lot size {text[:40]!r}, no whole number from 1 to 999999")
    return int(match[1])
