"""A connection: one page's socket, its tables and what it has been sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from ticker.livetable import LiveTable

Send = Callable[[dict[str, object]], Awaitable[None]]


class Position:
    """Where a page is in one table: the order it has."""

    def __init__(self, table: LiveTable) -> None:
        self.table = table
        self.order: tuple[str, ...] | None = None


class Connection:
    """Newest state at its own pace: nothing is queued. What changes while a send is under way is
    found by the cursor when the next one starts, so a slow page delays nobody and gets less."""

    def __init__(self, send: Send, tables: Sequence[LiveTable], rate: int) -> None:
        # A row that follows any other element in a message is not parsed as a row.
        rows_first = sorted(tables, key=lambda table: table.view.layout.kind != "row")
        self.positions = [Position(table) for table in rows_first]
        self.rate = rate
        self._send = send
        self._cursor = 0
        self._heartbeat = ""
        self._holds: set[str] = set()
        self._ready = asyncio.Event()
        self._due = 0.0

    def hold(self, reason: str, on: bool) -> None:
        """The pointer or the focus is inside a table: keep the order as it is."""
        (self._holds.add if on else self._holds.discard)(reason)

    def wake(self, now: float) -> None:
        """Something changed; ``now`` is the event loop's time. Sends if it is this page's turn."""
        if self.rate and now >= self._due:
            self._due = max(self._due + 1 / self.rate, now + 0.5 / self.rate)
            self._ready.set()

    def beat(self, heartbeat: str) -> None:
        """Once a second, whatever the rate."""
        self._heartbeat = heartbeat
        self._ready.set()

    async def run(self, version: Callable[[], int]) -> None:
        """Sends until cancelled or the page has gone; ``version`` answers the mirror's."""
        while True:
            await self._ready.wait()
            self._ready.clear()
            try:
                for text in self._take(version()):
                    await self._send({"type": "websocket.send", "text": text})
            except OSError:
                return  # ASGI's word for a page that has gone; its disconnect follows

    def _take(self, version: int) -> list[str]:
        """Bodies whose order changed, each alone (a row after a body is not parsed as a row), and
        then all changed rows with the heartbeat behind them."""
        bodies, rows = [], []
        if self.rate or not self._cursor:
            for position in self.positions:
                order = self._order(position)
                if order is not position.order:
                    position.order = order
                    bodies.append(position.table.body(order))
                else:
                    rows.append(position.table.rows_since(order, self._cursor))
            self._cursor = version
        rows.append(self._heartbeat)
        self._heartbeat = ""
        # One text alone is passed on as it is, the same object for all who share it.
        return [text for text in (*bodies, "".join(filter(None, rows))) if text]

    def _order(self, position: Position) -> tuple[str, ...]:
        if self._holds and position.order is not None:
            return position.order
        return position.table.order()
