"""The CSV format of this program, which keeps everything that a list does. A row with a section and
no symbol is a heading; a symbol in a new section begins that section."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from dashboard.forms.formulas import neutral, restored
from dashboard.forms.oneline import one_line
from dashboard.watchlists.files import days, exchanges, sheet
from dashboard.watchlists.files.amounts import written
from dashboard.watchlists.files.gathering import Gathering
from dashboard.watchlists.files.header import Header, titles
from dashboard.watchlists.files.reading import Reading
from dashboard.watchlists.files.row import Row
from dashboard.watchlists.files.symbols import Symbols
from dashboard.watchlists.line import Line
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
KNOWN = [column.casefold() for column in COLUMNS]
REST = KNOWN[2:]
FIELDS = {"section": "heading", **{column: column.replace(" ", "_") for column in REST}}
"""The fields of a line by column."""


def read(text: str, universe: Universe) -> Reading:
    """Raises BadFileError."""
    table = Table(universe)
    header = Header(*next(sheet.rows(text), (1, [])))
    if header.is_there:
        header.list_unknown(table.gathering, KNOWN)
    for number, cells in sheet.rows(text):
        if not header.is_there:
            table.read_bare(number, cells)
        elif number > header.number:
            table.read(Row(number, cells, header, table.gathering))
    return table.gathering.finished(header.missing(FIELDS))


class Table:
    def __init__(self, universe: Universe) -> None:
        self.gathering = Gathering()
        self._symbols = Symbols(universe, exchanges.TRADINGVIEW)
        self._section = ""

    def read_bare(self, number: int, cells: list[str]) -> None:
        """A row of a file without a header."""
        symbol = self._new(number, restored(cells[0]).strip())
        if symbol:
            self.gathering.lines.append(Line(symbol=symbol))
        if symbol and any(cell.strip() for cell in cells[1:]):
            why = "Without a header, which begins with Symbol, only the first cell is read."
            self.gathering.not_carried(number, ",".join(cells[1:]), why)

    def read(self, row: Row) -> None:
        text, section = row.text("symbol"), one_line(row.text("section"))
        if section and (section != self._section or not text):
            self._section = section
            self.gathering.heading(row.number, section)
        if text:
            self._keep(row, text)
        elif rest := [text for text in map(row.text, REST) if text]:
            row.not_carried(
                ",".join(rest), "This row has no symbol: what else it says is not kept."
            )

    def _keep(self, row: Row, text: str) -> None:
        if symbol := self._new(row.number, text):
            self.gathering.lines.append(row.line(symbol, note="note", cost="cost"))
            row.list_nameless()

    def _new(self, number: int, text: str) -> str | None:
        return self.gathering.new(number, text, self._symbols.named)


def begins(first: str) -> bool:
    return "symbol" in titles(first)


def write(lines: Iterable[Line], universe: Universe) -> str:
    return sheet.written(chain([COLUMNS], map(_cells, lines)))


def _cells(line: Line) -> list[str]:
    return [
        neutral(line.symbol),
        neutral(line.heading),
        neutral(line.note),
        written(line.quantity),
        written(line.cost),
        days.iso(line.trade_date),
        *map(written, (line.commission, line.high_limit, line.low_limit)),
    ]
