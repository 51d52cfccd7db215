"""The pages of a process: subscriptions with the same tables share one live page."""

from __future__ import annotations

import time
from collections.abc import Sequence
from weakref import WeakValueDictionary

from ticker.live.fragments import Fragments
from ticker.live.livepage import LivePage
from ticker.live.livetable import LiveTable
from ticker.live.metrics import Metrics
from ticker.live.mirror import Mirror
from ticker.live.subscription import View
from ticker.rows.positions import Positions
from ticker.rows.rows import Layout

Rows = tuple[Layout, Positions]
"""Tables with the same layout and positions share their rows."""


class Pages:
    """A page lives as long as a connection shows it."""

    def __init__(self, mirror: Mirror, metrics: Metrics) -> None:
        self._mirror = mirror
        self._metrics = metrics
        self._pages: WeakValueDictionary[tuple[LiveTable, ...], LivePage] = WeakValueDictionary()
        self._tables: WeakValueDictionary[tuple[Rows, str], LiveTable] = WeakValueDictionary()
        self._fragments: WeakValueDictionary[Rows, Fragments] = WeakValueDictionary()

    def page(self, views: Sequence[View]) -> LivePage:
        tables = tuple(self._table(view) for view in views)
        page = self._pages.get(tables)
        if page is None:
            page = self._pages[tables] = LivePage(tables, self._mirror)
        return page

    def rank(self) -> None:
        """Rank the tables that are due."""
        now = time.monotonic()
        for table in list(self._tables.values()):
            table.rank_if_due(now)

    def _table(self, view: View) -> LiveTable:
        rows = view.layout, view.positions
        table = self._tables.get((rows, view.key))
        if table is None:
            table = LiveTable(view, self._mirror, self._fragments_of(rows))
            self._tables[rows, view.key] = table
        return table

    def _fragments_of(self, rows: Rows) -> Fragments:
        fragments = self._fragments.get(rows)
        if fragments is None:
            fragments = Fragments(rows[0], self._mirror, self._metrics, rows[1])
            self._fragments[rows] = fragments
        return fragments
