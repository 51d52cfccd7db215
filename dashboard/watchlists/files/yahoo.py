"""Portfolios of Yahoo Finance: a CSV file with a quote and a position in every row."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice

from dashboard.forms.formulas import neutral
from dashboard.watchlists.files import days, sheet
from dashboard.watchlists.files.amounts import written
from dashboard.watchlists.files.badfile import BadFileError
from dashboard.watchlists.files.header import Header, titles
from dashboard.watchlists.files.portfolio import QUOTE, Portfolio, named
from dashboard.watchlists.files.reading import Reading
from dashboard.watchlists.files.row import Row
from dashboard.watchlists.files.symbols import Symbols, UnresolvedError
from dashboard.watchlists.line import Line
from ticker.market.instruments import Universe

POSITION = (
    "trade date",
    "purchase price",
    "quantity",
    "commission",
    "high limit",
    "low limit",
    "comment",
)
COLUMNS = ("symbol", *QUOTE, *POSITION)
KNOWN = (*COLUMNS, "transaction type")
FIELDS = {
    **{column: column.replace(" ", "_") for column in POSITION},
    "purchase price": "cost",
    "comment": "note",
}
"""The fields of a line by column."""


def begins(first: str) -> bool:
    names = titles(first)
    return "symbol" in names and not names.isdisjoint({"current price", "purchase price"})


def read(text: str, universe: Universe) -> Reading:
    """Raises BadFileError."""
    portfolio = Portfolio(universe)
    header = Header(*next(sheet.rows(text), (1, [])))
    if not header.is_there:
        raise BadFileError(
            "The first line names no column Symbol, as Yahoo's does: it begins with "
            "Symbol,Current Price. Add it, or read the file as another format."
        )
    header.list_unknown(portfolio.gathering, KNOWN)
    for number, cells in islice(sheet.rows(text), 1, None):
        portfolio.read(Row(number, cells, header, portfolio.gathering))
    return portfolio.gathering.finished(header.missing(FIELDS))


def write(lines: Iterable[Line], universe: Universe) -> str:
    """Headings are left out."""
    symbols = Symbols(universe, {})
    return sheet.written(
        chain([map(str.title, COLUMNS)], (_cells(line, symbols) for line in lines if line.symbol))
    )


def _cells(line: Line, symbols: Symbols) -> list[str]:
    return [
        neutral(_written(line.symbol, symbols)),
        *("" for _ in QUOTE),
        days.compact(line.trade_date),
        *map(written, (line.cost, line.quantity, line.commission)),
        *map(written, (line.high_limit, line.low_limit)),
        neutral(line.note),
    ]


def _written(symbol: str, symbols: Symbols) -> str:
    """Return Yahoo's symbol, unless it could mean another instrument."""
    text = symbol.partition(":")[2].replace(".", "-")
    try:
        return text if named(symbols, text) == symbol else symbol
    except UnresolvedError:
        return symbol
