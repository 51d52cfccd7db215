"""A live page: the tables of one socket, as all the connections of this process that show the same
tables share them."""

from __future__ import annotations

from collections.abc import Sequence

from ticker.livetable import LiveTable, Ranking
from ticker.mirror import Mirror
from ticker.wire import Message

Place = tuple[Ranking, int]
"""What a page has of one table: its order, and the mirror's version of its rows; 0 is nothing."""


class LivePage:
    """Messages, made once for all connections that have the same and are due the same: a server may
    then frame one once, too."""

    def __init__(self, tables: Sequence[LiveTable], mirror: Mirror) -> None:
        # A row that follows any other element in a message is not parsed as a row.
        self.tables = sorted(tables, key=lambda table: table.view.layout.kind != "row")
        self._mirror = mirror
        self._messages: dict[object, Message] = {}
        self._version = 0

    @property
    def version(self) -> int:
        """What a page has that is sent something now."""
        return self._mirror.version

    def body(self, number: int, ranking: Ranking) -> Message:
        """The whole body of one table. It goes alone: no row can follow it in a message."""
        return self._known((number, ranking)) or self._keep(
            (number, ranking), self.tables[number].body(ranking)
        )

    def rows(self, places: tuple[Place, ...], tail: str) -> Message:
        """What changed in all tables, and then the tail; the text may be empty."""
        known = self._known((places, tail))
        if known is not None:
            return known
        rows = [table.rows_since(*place) for table, place in zip(self.tables, places, strict=True)]
        return self._keep((places, tail), "".join(rows) + tail)

    def _known(self, key: object) -> Message | None:
        if self._version != self._mirror.version:
            self._messages.clear()
            self._version = self._mirror.version
        return self._messages.get(key)

    def _keep(self, key: object, text: str) -> Message:
        message: Message = {"type": "websocket.send", "text": text}
        self._messages[key] = message
        return message
