"""The CSV format of this program, which keeps everything that a list does. A row with a section and
no symbol is a heading; a symbol in a new section begins that section."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from dashboard.forms.formulas import escape_formula, unescape_formula
from dashboard.forms.text import one_line
from dashboard.watchlists.files import days, exchanges, sheet
from dashboard.watchlists.files.amounts import format_amount
from dashboard.watchlists.files.collector import LineCollector
from dashboard.watchlists.files.csvrow import CsvRow
from dashboard.watchlists.files.header import Header, column_titles
from dashboard.watchlists.files.parsedfile import ParsedFile
from dashboard.watchlists.files.symbols import SymbolResolver
from dashboard.watchlists.listline import ListLine
from ticker.market.instruments import Universe

COLUMNS = [
    "Symbol",
    "Section",
    "Note",
    "Quantity",
    "Cost",
    "Trade Date",
    "Commission",
    "High Limit",
    "Low Limit",
]
KNOWN_COLUMNS = [column.casefold() for column in COLUMNS]
OTHER_COLUMNS = KNOWN_COLUMNS[2:]
COLUMN_FIELDS = {
    "section": "heading",
    **{column: column.replace(" ", "_") for column in OTHER_COLUMNS},
}
"""The fields of a line by column."""


def read(text: str, universe: Universe) -> ParsedFile:
    """Raises BadFileError."""
    table = PlainReader(universe)
    header = Header(*next(sheet.read_rows(text), (1, [])))
    if header.is_present:
        header.report_unknown(table.collector, KNOWN_COLUMNS)
    for number, cells in sheet.read_rows(text):
        if not header.is_present:
            table.read_bare(number, cells)
        elif number > header.number:
            table.read(CsvRow(number, cells, header, table.collector))
    return table.collector.finish(header.missing_fields(COLUMN_FIELDS))


class PlainReader:
    def __init__(self, universe: Universe) -> None:
        self.collector = LineCollector()
        self._resolver = SymbolResolver(universe, exchanges.TRADINGVIEW)
        self._section = ""

    def read_bare(self, number: int, cells: list[str]) -> None:
        """A row of a file without a header."""
        symbol = self._resolve_new(number, unescape_formula(cells[0]).strip())
        if symbol:
            self.collector.lines.append(ListLine(symbol=symbol))
        if symbol and any(cell.strip() for cell in cells[1:]):
            why = "Without a header, which begins with Symbol, only the first cell is read."
            self.collector.report_not_carried(number, ",".join(cells[1:]), why)

    def read(self, row: CsvRow) -> None:
        text, section = row.text("symbol"), one_line(row.text("section"))
        if section and (section != self._section or not text):
            self._section = section
            self.collector.add_heading(row.number, section)
        if text:
            self._add_line(row, text)
        elif rest := [text for text in map(row.text, OTHER_COLUMNS) if text]:
            row.report_not_carried(
                ",".join(rest), "This row has no symbol: what else it says is not kept."
            )

    def _add_line(self, row: CsvRow, text: str) -> None:
        if symbol := self._resolve_new(row.number, text):
            self.collector.lines.append(row.line(symbol, note="note", cost="cost"))
            row.report_nameless()

    def _resolve_new(self, number: int, text: str) -> str | None:
        return self.collector.resolve_new(number, text, self._resolver.resolve)


def is_first_line(first: str) -> bool:
    return "symbol" in column_titles(first)


def write(lines: Iterable[ListLine], universe: Universe) -> str:
    return sheet.write_rows(chain([COLUMNS], map(_cells, lines)))


def _cells(line: ListLine) -> list[str]:
    return [
        escape_formula(line.symbol),
        escape_formula(line.heading),
        escape_formula(line.note),
        format_amount(line.quantity),
        format_amount(line.cost),
        days.format_iso(line.trade_date),
        *map(format_amount, (line.commission, line.high_limit, line.low_limit)),
    ]
