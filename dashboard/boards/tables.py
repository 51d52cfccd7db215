"""The table around the rows: columns, sort links, pages and the empty text."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.safestring import SafeString

from dashboard.boards.selection import Selection
from ticker.live.fragments import Fragments
from ticker.live.mirror import Mirror
from ticker.rows.column import Column
from ticker.rows.columns import column_in_zone
from ticker.rows.formats import decimals

ARIA = {"": "ascending", "-": "descending"}


class SortColumn(tables.Column):
    def __init__(self, column: Column, selection: Selection) -> None:
        sort = selection.choices.sort or selection.board.sort
        th = {"scope": "col", "class": column.css}
        if sort.lstrip("-") == column.key:
            th["aria-sort"] = ARIA["-" if sort.startswith("-") else ""]
        super().__init__(verbose_name=column.label, orderable=False, attrs={"th": th})
        following = _next_sort(column, selection.choices.sort)
        query = selection.choices.query(sort=following, page=1) or "?"
        self.sort_query = "" if column.is_drawing else query


class BoardTable(tables.Table):
    """The rows are Level 1, already in order."""

    class Meta:
        template_name = "boards/table.html"
        orderable = False

    def __init__(self, selection: Selection, mirror: Mirror) -> None:
        """Raises EmptyPage."""
        self.selection = selection
        self.mirror, self.universe = mirror, mirror.universe
        super().__init__(
            selection.levels(mirror),
            extra_columns=[
                (column.key, SortColumn(column, selection)) for column in _columns(selection)
            ],
            empty_text=selection.layout.empty_text,
        )
        self.paginate(page=selection.choices.page, per_page=selection.page_size)

    @property
    def body(self) -> SafeString:
        selection = self.selection
        rows = Fragments(selection.layout, self.mirror, positions=selection.board.positions)
        return rows.body(tuple(selection.symbols(self.mirror)))

    @property
    def most_decimals(self) -> int:
        """The most digits after the point on this page: prices align on it."""
        levels = [row.record for row in self.page.object_list]
        prices = [(self.universe[level.symbol], level.last) for level in levels]
        places = [
            decimals(definition, definition.seed_price if last is None else last)
            for definition, last in prices
        ]
        return max(places, default=2)

    def previous_query(self) -> str:
        return self._page_query(self.page.previous_page_number())

    def next_query(self) -> str:
        return self._page_query(self.page.next_page_number())

    def _page_query(self, number: int) -> str:
        return self.selection.choices.query(page=number) or "?"


def _columns(selection: Selection) -> list[Column]:
    choices = selection.choices
    return [column_in_zone(key, choices.time_zone) for key in choices.columns]


def _next_sort(column: Column, now: str) -> str:
    """Text ascending, numbers descending; then the other way; the third click restores the list's
    own order."""
    first, second = ("", "-") if column.is_text else ("-", "")
    if now == first + column.key:
        return second + column.key
    return "" if now == second + column.key else first + column.key
