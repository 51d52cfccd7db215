"""A connection: one page's socket, what it shows and what it has been sent."""

from __future__ import annotations

from collections.abc import Callable

from ticker.close_codes import LOST, Refused
from ticker.flow import Credit
from ticker.frames import BEAT
from ticker.heartbeat import SPACING
from ticker.livepage import LivePage, Place
from ticker.round import Round
from ticker.view import Access
from ticker.wire import Message, Send, Wire

Refuse = Callable[[Refused], None]


class Connection:
    """Newest state at its own pace: nothing is queued. What changes while a send is under way, or
    while the page has no credit, is found by the cursors when its next turn comes, so a slow page
    delays nobody and gets less."""

    def __init__(self, send: Send, page: LivePage, rate: int, now: float, refuse: Refuse) -> None:
        """``now`` is the event loop's time; ``refuse`` has the socket closed."""
        self.page = page
        self.rate = rate
        self.access: Access | None = None
        self.credit = Credit(now)
        self.refuse = refuse
        self._wire = Wire(send)
        self._places: list[Place] = [(table.fresh_ranking(), 0) for table in page.tables]
        self._rankings = [table.rankings for table in page.tables]
        self._holds: set[str] = set()
        self._due = self._beat_due = now
        self._wants_rows = self._wants_beat = True

    def hold(self, reason: str, on: bool) -> None:
        """The pointer or the focus is inside a table: keep the order as it is."""
        (self._holds.add if on else self._holds.discard)(reason)

    def acknowledge(self, seq: int, now: float) -> None:
        """The page has applied what it was sent up to here. One that was parked begins afresh."""
        was_parked, had_credit = self.credit.is_parked(now), self.credit.allows(now)
        if not self.credit.acknowledge(seq, now):
            return
        if was_parked:
            self._places = [(ranking, 0) for ranking, _ in self._places]
        if was_parked or not had_credit:
            self._wants_rows = True

    def take_turn(self, turn: Round) -> None:
        """Sends what is due: rows not more often than the page asked for, nor than it answers; a
        heartbeat once a second, whatever the rate and the credit."""
        now = turn.now
        if now >= self._beat_due:
            self._beat_due = max(self._beat_due + SPACING, now + SPACING / 2)
            self._wants_beat = True
            if self.credit.is_lost(now):
                self.refuse(Refused(LOST, "the page does not answer"))
                return
        # Half a beat of grace: a frame that is a little early is this page's all the same.
        if self.rate and now >= self._due - BEAT / 2:
            spacing = max(1 / self.rate, self.credit.round_trip)
            self._due = max(self._due + spacing, now + spacing / 2)
            self._wants_rows = True
        if (self._wants_rows or self._wants_beat) and not self._wire.is_blocked:
            self._send(turn)

    def close(self) -> None:
        self._wire.cut()

    def _send(self, turn: Round) -> None:
        credit, now = self.credit, turn.now
        is_parked = credit.is_parked(now)
        gets_rows = self._wants_rows and not is_parked and credit.allows(now)
        if gets_rows:
            self._send_bodies(now)
            if self._wire.is_blocked:
                return
        asking = turn.number if credit.should_ask(turn.number, now, self._wants_beat) else 0
        tail = turn.tail(self._wants_beat, bool(asking), is_parked)
        self._wants_beat = False
        if gets_rows:
            self._wants_rows = False
            message = self.page.rows(tuple(self._places), tail)
            version = self.page.version
            self._places = [(ranking, version) for ranking, _ in self._places]
        else:
            message = {"type": "websocket.send", "text": tail}
        if message["text"]:
            self._write(message, now, asking)

    def _send_bodies(self, now: float) -> None:
        """Of the tables whose order has changed, and of all when the page begins afresh."""
        for number, table in enumerate(self.page.tables):
            ranking, cursor = self._places[number]
            newest = ranking
            if self._rankings[number] != table.rankings and not self._holds:
                self._rankings[number] = table.rankings
                newest = table.ranking
            if cursor and newest.symbols == ranking.symbols:
                self._places[number] = newest, cursor
                continue
            self._write(self.page.body(number, newest), now)
            self._places[number] = newest, self.page.version
            if self._wire.is_blocked:
                return

    def _write(self, message: Message, now: float, asking: int = 0) -> None:
        self._wire.write(message)
        self.credit.sent(len(message["text"]), now, asking)
