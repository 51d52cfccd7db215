"""A connection: one page's socket, its tables and what it has been sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence

from ticker.close_codes import LOST, Refused
from ticker.flow import Credit
from ticker.frames import BEAT
from ticker.heartbeat import Heartbeat, solicitation
from ticker.livetable import LiveTable

Send = Callable[[dict[str, object]], Awaitable[None]]


class Position:
    """Where a page is in one table: the order it has, and how many rankings that one knows."""

    def __init__(self, table: LiveTable) -> None:
        self.table = table
        self.order: tuple[str, ...] | None = None
        self.rankings = table.rankings


class Connection:
    """Newest state at its own pace: nothing is queued. What changes while a send is under way, or
    while the page has no credit, is found by the cursor when its next turn comes, so a slow page
    delays nobody and gets less."""

    def __init__(self, send: Send, tables: Sequence[LiveTable], rate: int) -> None:
        # A row that follows any other element in a message is not parsed as a row.
        rows_first = sorted(tables, key=lambda table: table.view.layout.kind != "row")
        self.positions = [Position(table) for table in rows_first]
        self.rate = rate
        self._clock = asyncio.get_running_loop().time
        self.credit = Credit(self._clock())
        self._send = send
        self._cursor = 0
        self._heartbeat = self._well = ""
        self._rows_wanted = True
        self._holds: set[str] = set()
        self._ready = asyncio.Event()
        self._due = 0.0

    def hold(self, reason: str, on: bool) -> None:
        """The pointer or the focus is inside a table: keep the order as it is."""
        (self._holds.add if on else self._holds.discard)(reason)

    def acknowledge(self, seq: int) -> None:
        """The page has applied what it was sent up to here. One that was parked begins afresh."""
        now = self._clock()
        was_parked, was_behind = self.credit.is_parked(now), self.credit.is_behind(now)
        had_credit = self.credit.allows(now)
        if not self.credit.acknowledge(seq, now):
            return
        if was_parked:
            self._cursor = 0
        if was_behind:
            self.credit.restart()
            self._heartbeat = self._well  # it follows the rows that make it true
        if was_behind or not had_credit:
            self._rows_wanted = True
            self._ready.set()

    def wake(self, now: float) -> None:
        """Something changed; ``now`` is the event loop's time. Sends if it is this page's turn: not
        more often than it asked for, nor than it answers."""
        # Half a beat of grace: a frame that is a little early is this page's all the same.
        if self.rate and now >= self._due - BEAT / 2:
            spacing = max(1 / self.rate, self.credit.round_trip)
            self._due = max(self._due + spacing, now + spacing / 2)
            self._rows_wanted = True
            self._ready.set()

    def beat(self, heartbeat: Heartbeat) -> None:
        """Once a second, whatever the rate and the credit."""
        self._well = heartbeat.well
        is_behind = self.credit.is_behind(self._clock())
        self._heartbeat = heartbeat.parked if is_behind else heartbeat.well
        self._ready.set()

    async def run(self, version: Callable[[], int]) -> None:
        """Sends until cancelled or the page has gone; ``version`` answers the mirror's.

        Raises Refused when the page has not answered for too long.
        """
        while True:
            await self._ready.wait()
            self._ready.clear()
            now = self._clock()
            if self.credit.is_lost(now):
                raise Refused(LOST, "the page does not answer")
            try:
                for text in self._take(version(), now):
                    await self._send({"type": "websocket.send", "text": text})
            except OSError:
                return  # ASGI's word for a page that has gone; its disconnect follows

    def _take(self, version: int, now: float) -> Iterator[str]:
        """The tables, as strings shared with others; then what is this page's alone."""
        sent = 0
        credit = self.credit
        if self._rows_wanted and credit.allows(now) and not credit.is_parked(now):
            self._rows_wanted = False
            for text in self._tables(version):
                sent += len(text)
                yield text
        asking = credit.ask() if credit.should_ask(now) and (sent or self._heartbeat) else 0
        own = self._heartbeat + (solicitation(asking) if asking else "")
        self._heartbeat = ""
        if sent or own:
            credit.sent(sent + len(own), now, asking)
        if own:
            yield own

    def _tables(self, version: int) -> Iterator[str]:
        """Bodies whose order changed, each alone (a row after a body is not parsed as a row), and
        then all changed rows."""
        rows = []
        for position in self.positions:
            order = self._order(position)
            if order != position.order or not self._cursor:
                position.order = order
                yield position.table.body(order)
            else:
                rows.append(position.table.rows_since(order, self._cursor))
        self._cursor = version
        # One text alone is passed on as it is, the same object for all who share it.
        if text := "".join(filter(None, rows)):
            yield text

    def _order(self, position: Position) -> tuple[str, ...]:
        if position.order is None:
            return position.table.fresh_order()
        order = position.table.order()
        if self._holds or position.rankings == position.table.rankings:
            return position.order
        position.rankings = position.table.rankings
        return order
