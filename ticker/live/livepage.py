"""A live page: the tables of one subscription, shared by all connections of this process that show
the same tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ticker.live.livetable import LiveTable, Ranking
from ticker.live.mirror import Mirror
from ticker.live.wire import Message


class TableCursor(NamedTuple):
    """The cursor of one table: its order, the version of its rows (0 for none), and the number
    of the ranking. ``drawn`` is the version of its last whole body while a flash may run that
    started before: that page was drawn without it."""

    ranking: Ranking
    version: int
    ranking_count: int
    body_version: int = 0


class PageCursor:
    """The cursors of all tables of a page, shared by all pages that have the same. ``rankings`` is
    the sum over the tables, -1 while a body is missing. ``messages`` are the messages at
    ``version``, by tail; ``after`` is the cursor once they are sent. ``outdated_at`` is the arrival
    of the first missing change (monotonic seconds), None if nothing is missing."""

    __slots__ = ("after", "messages", "outdated_at", "ranking_count", "table_cursors", "version")

    def __init__(self, table_cursors: Sequence[TableCursor]) -> None:
        self.table_cursors = tuple(table_cursors)
        has_bodies = all(place.version for place in table_cursors)
        self.ranking_count = (
            sum(place.ranking_count for place in table_cursors) if has_bodies else -1
        )
        self.version = 0
        self.messages: dict[str, Message] = {}
        self.outdated_at: float | None = None
        self.after = self


class LivePage:
    """Makes each message once for all connections with the same cursor, so that a server can also
    frame it once. ``rankings`` is the sum over the tables."""

    def __init__(self, tables: Sequence[LiveTable], mirror: Mirror) -> None:
        # Rows first: a row after any other element of a message is not parsed as a row.
        self.tables = sorted(tables, key=lambda table: table.spec.layout.kind != "row")
        self.ranking_count = 0
        self._mirror = mirror
        self._version = 0
        self._bodies: dict[tuple[int, Ranking], Message] = {}
        self._page_cursors: dict[tuple[TableCursor, ...], PageCursor] = {}

    def new_cursor(self) -> PageCursor:
        """The cursor of a page that was just drawn and has had nothing over its socket."""
        return PageCursor(
            [TableCursor(table.fresh_ranking(), 0, table.ranking_count) for table in self.tables]
        )

    def refresh(self) -> None:
        """Call first at every version of the mirror."""
        if self._version != self._mirror.version:
            self._version = self._mirror.version
            self.ranking_count = sum(table.ranking_count for table in self.tables)
            self._bodies.clear()
            self._page_cursors.clear()

    def body(self, number: int, ranking: Ranking) -> Message:
        """The whole body of one table. It is sent alone: no row can follow it in a message."""
        key = number, ranking
        if key not in self._bodies:
            self._bodies[key] = message(self.tables[number].body(ranking))
        return self._bodies[key]

    def cursor_after_body(self, ranking: Ranking, ranking_count: int) -> TableCursor:
        """The cursor after a table's body was sent."""
        return TableCursor(ranking, self._version, ranking_count, body_version=self._version)

    def shared_cursor(self, table_cursors: Sequence[TableCursor]) -> PageCursor:
        """The one object for all pages with these cursors."""
        key = tuple(table_cursors)
        if key not in self._page_cursors:
            self._page_cursors[key] = PageCursor(key)
        return self._page_cursors[key]

    def rows(self, cursor: PageCursor, tail: str) -> Message:
        """The changes of all tables, followed by the tail; the text may be empty."""
        if cursor.version != self._version:
            cursor.version = self._version
            cursor.messages.clear()
            cursor.after = self.shared_cursor(
                [self._cursor_after_rows(place) for place in cursor.table_cursors]
            )
            cursor.outdated_at = self._mirror.arrivals.first_time_after(
                min((place.version for place in cursor.table_cursors), default=0)
            )
        known = cursor.messages.get(tail)
        if known is None:
            rows = [
                table.rows_since(place.ranking, place.version, place.body_version)
                for table, place in zip(self.tables, cursor.table_cursors, strict=True)
            ]
            known = cursor.messages[tail] = message("".join(rows) + tail)
        return known

    def _cursor_after_rows(self, table_cursor: TableCursor) -> TableCursor:
        drawn = (
            table_cursor.body_version
            if table_cursor.body_version >= self._mirror.oldest_flash_version
            else 0
        )
        return TableCursor(table_cursor.ranking, self._version, table_cursor.ranking_count, drawn)


def message(text: str) -> Message:
    return {"type": "websocket.send", "text": text}
