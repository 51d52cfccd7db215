"""Portfolios of Yahoo Finance: a CSV file with a quote and a position in every row."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice

from dashboard.forms.formulas import escape_formula
from dashboard.watchlists.files import days, sheet
from dashboard.watchlists.files.amounts import format_amount
from dashboard.watchlists.files.badfile import BadFileError
from dashboard.watchlists.files.csvrow import CsvRow
from dashboard.watchlists.files.header import Header, column_titles
from dashboard.watchlists.files.parsedfile import ParsedFile
from dashboard.watchlists.files.portfolio import QUOTE_COLUMNS, PortfolioReader, resolve_yahoo
from dashboard.watchlists.files.symbols import SymbolResolver, UnresolvedError
from dashboard.watchlists.listline import ListLine
from ticker.market.instruments import Universe

POSITION_COLUMNS = (
    "trade date",
    "purchase price",
    "quantity",
    "commission",
    "high limit",
    "low limit",
    "comment",
)
COLUMNS = ("symbol", *QUOTE_COLUMNS, *POSITION_COLUMNS)
KNOWN_COLUMNS = (*COLUMNS, "transaction type")
COLUMN_FIELDS = {
    **{column: column.replace(" ", "_") for column in POSITION_COLUMNS},
    "purchase price": "cost",
    "comment": "note",
}
"""The fields of a line by column."""


def is_first_line(first: str) -> bool:
    names = column_titles(first)
    return "symbol" in names and not names.isdisjoint({"current price", "purchase price"})


def read(text: str, universe: Universe) -> ParsedFile:
    """Raises BadFileError."""
    portfolio = PortfolioReader(universe)
    header = Header(*next(sheet.read_rows(text), (1, [])))
    if not header.is_present:
        raise BadFileError(
            "The first line names no column Symbol, as Yahoo's does: it begins with "
            "Symbol,Current Price. Add it, or read the file as another format."
        )
    header.report_unknown(portfolio.collector, KNOWN_COLUMNS)
    for number, cells in islice(sheet.read_rows(text), 1, None):
        portfolio.read(CsvRow(number, cells, header, portfolio.collector))
    return portfolio.collector.finish(header.missing_fields(COLUMN_FIELDS))


def write(lines: Iterable[ListLine], universe: Universe) -> str:
    """Headings are left out."""
    symbols = SymbolResolver(universe, {})
    return sheet.write_rows(
        chain([map(str.title, COLUMNS)], (_cells(line, symbols) for line in lines if line.symbol))
    )


def _cells(line: ListLine, resolver: SymbolResolver) -> list[str]:
    return [
        escape_formula(_yahoo_symbol(line.symbol, resolver)),
        *("" for _ in QUOTE_COLUMNS),
        days.format_compact(line.trade_date),
        *map(format_amount, (line.cost, line.quantity, line.commission)),
        *map(format_amount, (line.high_limit, line.low_limit)),
        escape_formula(line.note),
    ]


def _yahoo_symbol(symbol: str, resolver: SymbolResolver) -> str:
    """Return Yahoo's symbol, unless it could mean another instrument."""
    text = symbol.partition(":")[2].replace(".", "-")
    try:
        return text if resolve_yahoo(resolver, text) == symbol else symbol
    except UnresolvedError:
        return symbol
