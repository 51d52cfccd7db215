from __future__ import annotations

from dashboard.forms.text import shorten
from dashboard.watchlists.files.collector import LineCollector
from dashboard.watchlists.files.csvrow import CsvRow
from dashboard.watchlists.files.symbols import SymbolResolver, UnresolvedError
from dashboard.watchlists.listline import ListLine
from ticker.market.instruments import Universe

QUOTE_COLUMNS = ("current price", "date", "time", "change", "open", "high", "low", "volume")
CASH = "$$CASH"
BUY_TYPES = {"", "BUY"}
"""Transactions after which the position is what the row says."""


class PortfolioReader:
    """The rows of a Yahoo Finance portfolio as lines of a list."""

    def __init__(self, universe: Universe) -> None:
        self.collector = LineCollector()
        self._resolver = SymbolResolver(universe, {})
        self._seen: set[str] = set()
        self._sold: dict[str, int] = {}
        self._has_quotes = False

    def read(self, row: CsvRow) -> None:
        text, transaction = row.text("symbol").upper(), row.text("transaction type").upper()
        if not text:
            row.report_not_carried(",".join(row.cells), "A row without a symbol is not kept.")
        elif text.startswith(CASH):
            row.report_not_carried(text, "Cash is not kept: a list has instruments.")
        elif transaction in BUY_TYPES:
            self._add_line(row, text)
        else:
            why = "Only what was bought is kept as a position: BUY, or nothing said."
            row.report_not_carried(f"{text} {transaction}", why)
            self._add_sold(row, text)

    def _add_line(self, row: CsvRow, text: str) -> None:
        """Yahoo lists the newest first, so a sale must not replace the purchase."""
        self._seen.add(text)
        lines = self.collector.lines
        if text in self._sold:
            place = self._sold.pop(text)
            lines[place] = row.line(lines[place].symbol, note="comment", cost="purchase price")
        elif symbol := self._resolve_new(row, text):
            lines.append(row.line(symbol, note="comment", cost="purchase price"))

    def _add_sold(self, row: CsvRow, text: str) -> None:
        if text not in self._seen and (symbol := self._resolve_new(row, text)):
            self._sold[text] = len(self.collector.lines)
            self.collector.lines.append(ListLine(symbol=symbol, note=row.note("comment")))
        self._seen.add(text)

    def _resolve_new(self, row: CsvRow, text: str) -> str | None:
        symbol = self.collector.resolve_new(
            row.number, text, lambda spelling: resolve_yahoo(self._resolver, spelling)
        )
        if symbol:
            row.report_nameless()
            self._report_quotes(row)
        return symbol

    def _report_quotes(self, row: CsvRow) -> None:
        if not self._has_quotes and any(row.text(column) for column in QUOTE_COLUMNS):
            self._has_quotes = True
            why = "The quotes are not kept: a list is not the market."
            self.collector.report_not_carried(0, "Current Price to Volume", why)


def resolve_yahoo(resolver: SymbolResolver, text: str) -> str:
    """Return the symbol for Yahoo's spelling: BRK-B is BRK.B. Raises UnresolvedError."""
    if ":" in text:
        return resolver.resolve(text)
    if "." in text:
        suffix = text.rpartition(".")[2]
        raise UnresolvedError(f"The exchange that .{shorten(suffix)} stands for is not known here.")
    return resolver.resolve_ticker(text, text.replace("-", "."))
