from __future__ import annotations

from dashboard.forms.oneline import short
from dashboard.watchlists.files.gathering import Gathering
from dashboard.watchlists.files.row import Row
from dashboard.watchlists.files.symbols import Symbols, UnresolvedError
from dashboard.watchlists.line import Line
from ticker.market.instruments import Universe

QUOTE = ("current price", "date", "time", "change", "open", "high", "low", "volume")
CASH = "$$CASH"
POSITIONS = {"", "BUY"}
"""Transactions after which the position is what the row says."""


class Portfolio:
    """The rows of a Yahoo Finance portfolio as lines of a list."""

    def __init__(self, universe: Universe) -> None:
        self.gathering = Gathering()
        self._symbols = Symbols(universe, {})
        self._seen: set[str] = set()
        self._sold: dict[str, int] = {}
        self._has_quotes = False

    def read(self, row: Row) -> None:
        text, transaction = row.text("symbol").upper(), row.text("transaction type").upper()
        if not text:
            row.not_carried(",".join(row.cells), "A row without a symbol is not kept.")
        elif text.startswith(CASH):
            row.not_carried(text, "Cash is not kept: a list has instruments.")
        elif transaction in POSITIONS:
            self._keep(row, text)
        else:
            why = "Only what was bought is kept as a position: BUY, or nothing said."
            row.not_carried(f"{text} {transaction}", why)
            self._keep_sold(row, text)

    def _keep(self, row: Row, text: str) -> None:
        """Yahoo lists the newest first, so a sale must not replace the purchase."""
        self._seen.add(text)
        lines = self.gathering.lines
        if text in self._sold:
            place = self._sold.pop(text)
            lines[place] = row.line(lines[place].symbol, note="comment", cost="purchase price")
        elif symbol := self._new(row, text):
            lines.append(row.line(symbol, note="comment", cost="purchase price"))

    def _keep_sold(self, row: Row, text: str) -> None:
        if text not in self._seen and (symbol := self._new(row, text)):
            self._sold[text] = len(self.gathering.lines)
            self.gathering.lines.append(Line(symbol=symbol, note=row.note("comment")))
        self._seen.add(text)

    def _new(self, row: Row, text: str) -> str | None:
        symbol = self.gathering.new(
            row.number, text, lambda spelling: named(self._symbols, spelling)
        )
        if symbol:
            row.list_nameless()
            self._list_quotes(row)
        return symbol

    def _list_quotes(self, row: Row) -> None:
        if not self._has_quotes and any(row.text(column) for column in QUOTE):
            self._has_quotes = True
            why = "The quotes are not kept: a list is not the market."
            self.gathering.not_carried(0, "Current Price to Volume", why)


def named(symbols: Symbols, text: str) -> str:
    """Return the symbol for Yahoo's spelling: BRK-B is BRK.B. Raises UnresolvedError."""
    if ":" in text:
        return symbols.named(text)
    if "." in text:
        suffix = text.rpartition(".")[2]
        raise UnresolvedError(f"The exchange that .{short(suffix)} stands for is not known here.")
    return symbols.bare(text, text.replace("-", "."))
