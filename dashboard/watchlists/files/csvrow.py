from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from dashboard.forms.formulas import unescape_formula
from dashboard.watchlists import limits
from dashboard.watchlists.files.amounts import parse_amount
from dashboard.watchlists.files.collector import LineCollector
from dashboard.watchlists.files.days import parse_day
from dashboard.watchlists.files.header import Header
from dashboard.watchlists.listline import ListLine

T = TypeVar("T")


class CsvRow:
    """A row of a CSV file. A cell that cannot be parsed is listed as not carried."""

    def __init__(
        self, number: int, cells: list[str], header: Header, collector: LineCollector
    ) -> None:
        self.number = number
        self.cells = cells
        self._header = header
        self._collector = collector

    def text(self, column: str) -> str:
        place = self._header.positions.get(column)
        if place is None or place >= len(self.cells):
            return ""
        return unescape_formula(self.cells[place]).strip()

    def line(self, symbol: str, *, note: str, cost: str) -> ListLine:
        """``note`` and ``cost`` name the columns."""
        return ListLine(
            symbol=symbol,
            note=self.note(note),
            quantity=self.amount("quantity", may_be_negative=True),
            cost=self.amount(cost),
            commission=self.amount("commission"),
            trade_date=self.day("trade date"),
            high_limit=self.amount("high limit"),
            low_limit=self.amount("low limit"),
        )

    def note(self, column: str) -> str:
        return self._collector.fit_text(self.number, self.text(column), limits.NOTE, "A note")

    def amount(self, column: str, *, may_be_negative: bool = False) -> Decimal | None:
        return self._read(column, lambda text: parse_amount(text, may_be_negative=may_be_negative))

    def day(self, column: str) -> date | None:
        return self._read(column, parse_day)

    def report_not_carried(self, text: str, why: str) -> None:
        self._collector.report_not_carried(self.number, text, why)

    def report_nameless(self) -> None:
        """List cells without a column name as not carried."""
        for place, cell in enumerate(self.cells):
            if self._header.is_nameless(place) and cell.strip():
                self.report_not_carried(cell, "This stands under no column name: it is not kept.")

    def _read(self, column: str, read: Callable[[str], T]) -> T | None:
        text = self.text(column)
        try:
            return read(text) if text else None
        except ValueError as error:
            self.report_not_carried(f"{column}: {text}", f"{error} It is left out.")
            return None
