"""A connection: the socket of one page, what it shows and what it has been sent."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from ticker.live.close_codes import LOST, Refused
from ticker.live.cycle import Round
from ticker.live.flow import WINDOW, Credit
from ticker.live.heartbeat import SPACING, Proof
from ticker.live.livepage import LivePage, Places, message
from ticker.live.metrics import Metrics
from ticker.live.subscription import Watched
from ticker.live.wire import Message, Wire
from ticker.market.frames import BEAT

Refuse = Callable[[Refused], None]


class Connection:
    """Sends the newest state at the page's own pace; nothing is queued. Changes during a send, or
    while the page has no credit, are found by its cursors at the next flush, so a slow page delays
    nobody and gets fewer rows."""

    __slots__ = (
        *("_aside", "_beat_due", "_due", "_holds", "_is_told_behind", "_proof", "_proofs_due"),
        *("_manner", "_metrics", "_places", "_spacing", "_stage", "_wants_beat", "_wants_rows"),
        *("_wants_aside", "_wants_stage", "_wire", "__weakref__"),
        *("credit", "guard", "looked_at", "page", "rate", "refuse"),
    )

    def __init__(
        self,
        wire: Wire,
        page: LivePage,
        watched: Watched,
        now: float,
        refuse: Refuse,
        metrics: Metrics,
    ) -> None:
        """``now`` is the event loop's time; ``refuse`` closes the socket. ``checked_at`` is the
        time of the last access check."""
        self.page = page
        self.rate = watched.rate
        self.guard = watched.guard
        self.looked_at = now
        self.refuse = refuse
        self.credit = Credit(now)
        self._metrics = metrics
        self._wire = wire
        self._places = page.places()
        self._manner = watched.manner
        self._stage = watched.stage
        self._wants_stage = self._stage is not None
        self._aside = watched.aside
        self._wants_aside = self._aside is not None
        self._holds: set[str] = set()
        self._spacing = 1 / self.rate if self.rate else inf
        self._due = self._beat_due = now
        self._wants_rows = self._wants_beat = True
        self._is_told_behind = False
        self._proof: Proof = "even"
        self._proofs_due = 0

    def hold(self, reason: str, on: bool) -> None:
        """Keep or release the order of rows: the pointer or the focus is inside a table."""
        (self._holds.add if on else self._holds.discard)(reason)

    def resume(self) -> None:
        """Frames come again after a silence, or after this process stood still. The next message
        has the new word and the rows it is about; a paused page gets the word only. A second
        heartbeat, which proves it, follows the answer."""
        self._wants_beat, self._proofs_due = True, 2
        self._wants_rows = self._wants_rows or self.rate > 0

    def show(self, page: LivePage, watched: Watched) -> None:
        """Show this from now on, whole and quiet: the subscription was edited, or is another
        page."""
        self.guard = watched.guard
        if watched.stage is not self._stage:
            self._stage = watched.stage
            self._wants_stage = self._wants_rows = self._stage is not None
        if watched.aside is not self._aside:
            self._aside = watched.aside
            self._wants_aside = self._aside is not None
            self._wants_rows = self._wants_rows or self._wants_aside
        if page is not self.page:
            self.page, self._places = page, page.places()
            self._wants_rows = self._wants_rows or self.rate > 0

    def painted_age(self, now: float) -> float:
        """Seconds since the newest acknowledged state was sent; infinite before the first
        acknowledgement."""
        return now - self.credit.painted_at

    def acknowledge(self, seq: int, now: float) -> None:
        """The page has applied everything up to this solicitation. A parked page starts from
        nothing."""
        was_parked, was_starved = self.credit.is_parked(now), self.credit.is_starved(now)
        had_credit = self.credit.allows(now)
        if not self.credit.acknowledge(seq, now):
            return
        self._metrics.acknowledged(self.painted_age(now))
        if was_parked:
            self._places = Places([place._replace(cursor=0) for place in self._places.places])
        if was_starved:
            self.credit.restart(now)
        if was_starved or not had_credit:
            self._wants_rows = True
        if self._is_told_behind or self._proofs_due:
            self._wants_beat = True  # it follows the rows that make it true
        if self.rate:
            # No more messages may be on their way than may be unanswered.
            self._spacing = max(1 / self.rate, self.credit.round_trip / WINDOW)

    def take_turn(self, turn: Round) -> None:
        """Send what is due: rows at most as often as the page asked for and answers; a heartbeat
        once a second, whatever the rate and the credit."""
        now = turn.now
        if now >= self._due:
            # Half a beat of grace: a frame that comes a little early still counts for this page.
            self._due = max(self._due + self._spacing, now + self._spacing / 2 - BEAT / 2)
            self._wants_rows = True
        if now >= self._beat_due or self._wants_beat or not self.credit.is_plain(now):
            self._attend(turn)
        elif self._wants_rows and not self._wire.is_blocked:
            self.page.renew()
            has_order = self._places.rankings == self.page.rankings
            if self._wants_stage or self._wants_aside or not has_order:
                self._send(turn)
            else:
                self._send_rows(now, "")

    def close(self) -> None:
        self._wire.cut()

    def _attend(self, turn: Round) -> None:
        """The rare case: a heartbeat, or a page that does not keep up."""
        if turn.now >= self._beat_due:
            self._beat_due = max(self._beat_due + SPACING, turn.now + SPACING / 2)
            self._wants_beat = True
            if self.credit.is_lost(turn.now):
                self.refuse(Refused(LOST, "the page does not answer"))
                return
        if self._is_told_behind != self.credit.is_behind(turn.now):
            self._wants_beat = True
        if not self._wire.is_blocked and (self._wants_beat or self._wants_rows):
            self.page.renew()
            self._send(turn)

    def _send(self, turn: Round) -> None:
        credit, now = self.credit, turn.now
        gets_rows = self._wants_rows and credit.allows(now) and not credit.is_parked(now)
        if gets_rows:
            if self._wants_stage:
                self._send_stage(now)
            else:
                self._send_bodies(now)
            if self._wants_aside and not self._wire.is_blocked:
                self._send_aside(now)
            if self._wire.is_blocked:
                return
        asking = turn.number if credit.should_ask(turn.number, now, self._wants_beat) else 0
        is_behind = credit.is_behind(now)
        proof = self._next_proof(is_behind) if self._wants_beat else None
        tail = turn.tail(proof, bool(asking), is_behind, self._manner)
        self._wants_beat = False
        if gets_rows:
            self._send_rows(now, tail, asking)
        elif tail:
            self._write(message(tail), now, asking)

    def _next_proof(self, is_behind: bool) -> Proof:
        """A page that is behind gets both proofs: that word needs no second heartbeat."""
        proof: Proof = "both" if is_behind else self._proof
        self._proofs_due = max(0, self._proofs_due - 1)
        self._proof = "odd" if proof == "even" else "even"
        self._is_told_behind = is_behind
        return proof

    def _send_stage(self, now: float) -> None:
        """Send the content with its tables at this version."""
        assert self._stage is not None
        self._write(message(self._stage()), now)
        self._wants_stage = False
        tables = self.page.tables
        self._places = self.page.shared(
            [self.page.place(table.fresh_ranking(), table.rankings) for table in tables]
        )

    def _send_aside(self, now: float) -> None:
        assert self._aside is not None
        self._wants_aside = False
        if text := self._aside():
            self._write(message(text), now)

    def _send_bodies(self, now: float) -> None:
        """Send the tables whose order changed, or all if the page starts from nothing."""
        places = list(self._places.places)
        for number, table in enumerate(self.page.tables):
            place = places[number]
            newest = place
            if place.rankings != table.rankings and not self._holds:
                newest = place._replace(ranking=table.ranking, rankings=table.rankings)
            if not newest.cursor or newest.ranking.symbols != place.ranking.symbols:
                self._write(self.page.body(number, newest.ranking), now)
                newest = self.page.place(newest.ranking, newest.rankings)
            places[number] = newest
            if self._wire.is_blocked:
                break
        self._places = self.page.shared(places)

    def _send_rows(self, now: float, tail: str, asking: int = 0) -> None:
        self._wants_rows = False
        places = self._places
        rows = self.page.rows(places, tail)
        self._places = places.after
        if rows["text"]:
            self._metrics.waited(places.outdated_at)
            self._write(rows, now, asking)

    def _write(self, what: Message, now: float, asking: int = 0) -> None:
        size = len(what["text"])
        self._wire.write(what)
        self.credit.sent(size, now, asking)
        metrics = self._metrics
        metrics.messages_sent += 1
        metrics.bytes_sent += size
        if asking:
            metrics.solicitations += 1
