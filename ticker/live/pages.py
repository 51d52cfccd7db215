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
from ticker.live.subscription import TableSpec
from ticker.rows.positions import Positions
from ticker.rows.rows import Layout

RowsKey = tuple[Layout, Positions]
"""Tables with the same layout and positions share their rows."""


class Pages:
    """A page lives as long as a connection shows it."""

    def __init__(self, mirror: Mirror, metrics: Metrics) -> None:
        self._mirror = mirror
        self._metrics = metrics
        self._pages: WeakValueDictionary[tuple[LiveTable, ...], LivePage] = WeakValueDictionary()
        self._tables: WeakValueDictionary[tuple[RowsKey, str], LiveTable] = WeakValueDictionary()
        self._fragments: WeakValueDictionary[RowsKey, Fragments] = WeakValueDictionary()

    def page(self, table_specs: Sequence[TableSpec]) -> LivePage:
        tables = tuple(self._table(view) for view in table_specs)
        page = self._pages.get(tables)
        if page is None:
            page = self._pages[tables] = LivePage(tables, self._mirror)
        return page

    def rank(self) -> None:
        """Rank the tables that are due."""
        now = time.monotonic()
        for table in list(self._tables.values()):
            table.rank_if_due(now)

    def _table(self, spec: TableSpec) -> LiveTable:
        rows = spec.layout, spec.positions
        table = self._tables.get((rows, spec.key))
        if table is None:
            table = LiveTable(spec, self._mirror, self._shared_fragments(rows))
            self._tables[rows, spec.key] = table
        return table

    def _shared_fragments(self, rows_key: RowsKey) -> Fragments:
        fragments = self._fragments.get(rows_key)
        if fragments is None:
            fragments = Fragments(rows_key[0], self._mirror, self._metrics, rows_key[1])
            self._fragments[rows_key] = fragments
        return fragments
