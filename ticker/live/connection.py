"""A connection: the socket of one page, what it shows and what it has been sent."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from ticker.live.close_codes import LOST, Refused
from ticker.live.cycle import SendCycle
from ticker.live.flow import WINDOW, Credit
from ticker.live.heartbeat import SPACING, Proof
from ticker.live.livepage import LivePage, PageCursor, message
from ticker.live.metrics import Metrics
from ticker.live.subscription import Subscription
from ticker.live.wire import Message, Wire
from ticker.market.frames import BEAT

Refuse = Callable[[Refused], None]


class Connection:
    """Sends the newest state at the page's own pace; nothing is queued. Changes during a send, or
    while the page has no credit, are found by its cursors at the next flush, so a slow page delays
    nobody and gets fewer rows."""

    __slots__ = (
        *(
            "_panels",
            "_heartbeat_due",
            "_due",
            "_holds",
            "_is_told_behind",
            "_proof",
            "_proofs_due",
        ),
        *(
            "_client_options",
            "_metrics",
            "_cursor",
            "_spacing",
            "_content",
            "_wants_heartbeat",
            "_wants_rows",
        ),
        *("_wants_panels", "_wants_content", "_wire", "__weakref__"),
        *("credit", "guard", "checked_at", "page", "rate", "refuse"),
    )

    def __init__(
        self,
        wire: Wire,
        page: LivePage,
        subscription: Subscription,
        now: float,
        refuse: Refuse,
        metrics: Metrics,
    ) -> None:
        """``now`` is the event loop's time; ``refuse`` closes the socket. ``checked_at`` is the
        time of the last access check."""
        self.page = page
        self.rate = subscription.rate
        self.guard = subscription.guard
        self.checked_at = now
        self.refuse = refuse
        self.credit = Credit(now)
        self._metrics = metrics
        self._wire = wire
        self._cursor = page.new_cursor()
        self._client_options = subscription.client_options
        self._content = subscription.content
        self._wants_content = self._content is not None
        self._panels = subscription.panels
        self._wants_panels = self._panels is not None
        self._holds: set[str] = set()
        self._spacing = 1 / self.rate if self.rate else inf
        self._due = self._heartbeat_due = now
        self._wants_rows = self._wants_heartbeat = True
        self._is_told_behind = False
        self._proof: Proof = "even"
        self._proofs_due = 0

    def hold_order(self, reason: str, is_held: bool) -> None:
        """Keep or release the order of rows: the pointer or the focus is inside a table."""
        (self._holds.add if is_held else self._holds.discard)(reason)

    def resume(self) -> None:
        """Frames come again after a silence, or after this process stood still. The next message
        has the new word and the rows it is about; a paused page gets the word only. A second
        heartbeat, which proves it, follows the answer."""
        self._wants_heartbeat, self._proofs_due = True, 2
        self._wants_rows = self._wants_rows or self.rate > 0

    def show(self, page: LivePage, subscription: Subscription) -> None:
        """Show this from now on, whole and quiet: the subscription was edited, or is another
        page."""
        self.guard = subscription.guard
        if subscription.content is not self._content:
            self._content = subscription.content
            self._wants_content = self._wants_rows = self._content is not None
        if subscription.panels is not self._panels:
            self._panels = subscription.panels
            self._wants_panels = self._panels is not None
            self._wants_rows = self._wants_rows or self._wants_panels
        if page is not self.page:
            self.page, self._cursor = page, page.new_cursor()
            self._wants_rows = self._wants_rows or self.rate > 0

    def painted_age(self, now: float) -> float:
        """Seconds since the newest acknowledged state was sent; infinite before the first
        acknowledgement."""
        return now - self.credit.painted_at

    def acknowledge(self, seq: int, now: float) -> None:
        """The page has applied everything up to this solicitation. A parked page starts from
        nothing."""
        was_parked, was_starved = self.credit.is_parked(now), self.credit.is_starved(now)
        had_credit = self.credit.allows_rows(now)
        if not self.credit.acknowledge(seq, now):
            return
        self._metrics.record_acknowledgement(self.painted_age(now))
        if was_parked:
            self._cursor = PageCursor(
                [place._replace(version=0) for place in self._cursor.table_cursors]
            )
        if was_starved:
            self.credit.restart(now)
        if was_starved or not had_credit:
            self._wants_rows = True
        if self._is_told_behind or self._proofs_due:
            self._wants_heartbeat = True  # it follows the rows that make it true
        if self.rate:
            # No more messages may be on their way than may be unanswered.
            self._spacing = max(1 / self.rate, self.credit.round_trip / WINDOW)

    def flush(self, cycle: SendCycle) -> None:
        """Send what is due: rows at most as often as the page asked for and answers; a heartbeat
        once a second, whatever the rate and the credit."""
        now = cycle.now
        if now >= self._due:
            # Half a beat of grace: a frame that comes a little early still counts for this page.
            self._due = max(self._due + self._spacing, now + self._spacing / 2 - BEAT / 2)
            self._wants_rows = True
        if now >= self._heartbeat_due or self._wants_heartbeat or not self.credit.is_plain(now):
            self._flush_slow_path(cycle)
        elif self._wants_rows and not self._wire.is_blocked:
            self.page.refresh()
            has_order = self._cursor.ranking_count == self.page.ranking_count
            if self._wants_content or self._wants_panels or not has_order:
                self._send(cycle)
            else:
                self._send_rows(now, "")

    def close(self) -> None:
        self._wire.cancel()

    def _flush_slow_path(self, cycle: SendCycle) -> None:
        """The rare case: a heartbeat, or a page that does not keep up."""
        if cycle.now >= self._heartbeat_due:
            self._heartbeat_due = max(self._heartbeat_due + SPACING, cycle.now + SPACING / 2)
            self._wants_heartbeat = True
            if self.credit.is_lost(cycle.now):
                self.refuse(Refused(LOST, "the page does not answer"))
                return
        if self._is_told_behind != self.credit.is_behind(cycle.now):
            self._wants_heartbeat = True
        if not self._wire.is_blocked and (self._wants_heartbeat or self._wants_rows):
            self.page.refresh()
            self._send(cycle)

    def _send(self, cycle: SendCycle) -> None:
        credit, now = self.credit, cycle.now
        gets_rows = self._wants_rows and credit.allows_rows(now) and not credit.is_parked(now)
        if gets_rows:
            if self._wants_content:
                self._send_content(now)
            else:
                self._send_bodies(now)
            if self._wants_panels and not self._wire.is_blocked:
                self._send_panels(now)
            if self._wire.is_blocked:
                return
        asking = (
            cycle.number if credit.should_solicit(cycle.number, now, self._wants_heartbeat) else 0
        )
        is_behind = credit.is_behind(now)
        proof = self._next_proof(is_behind) if self._wants_heartbeat else None
        tail = cycle.tail(proof, bool(asking), is_behind, self._client_options)
        self._wants_heartbeat = False
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

    def _send_content(self, now: float) -> None:
        """Send the content with its tables at this version."""
        assert self._content is not None
        self._write(message(self._content()), now)
        self._wants_content = False
        tables = self.page.tables
        self._cursor = self.page.shared_cursor(
            [
                self.page.cursor_after_body(table.fresh_ranking(), table.ranking_count)
                for table in tables
            ]
        )

    def _send_panels(self, now: float) -> None:
        assert self._panels is not None
        self._wants_panels = False
        if text := self._panels():
            self._write(message(text), now)

    def _send_bodies(self, now: float) -> None:
        """Send the tables whose order changed, or all if the page starts from nothing."""
        places = list(self._cursor.table_cursors)
        for number, table in enumerate(self.page.tables):
            place = places[number]
            newest = place
            if place.ranking_count != table.ranking_count and not self._holds:
                newest = place._replace(ranking=table.ranking, ranking_count=table.ranking_count)
            if not newest.version or newest.ranking.symbols != place.ranking.symbols:
                self._write(self.page.body(number, newest.ranking), now)
                newest = self.page.cursor_after_body(newest.ranking, newest.ranking_count)
            places[number] = newest
            if self._wire.is_blocked:
                break
        self._cursor = self.page.shared_cursor(places)

    def _send_rows(self, now: float, tail: str, solicitation_seq: int = 0) -> None:
        self._wants_rows = False
        places = self._cursor
        rows = self.page.rows(places, tail)
        self._cursor = places.after
        if rows["text"]:
            self._metrics.record_staleness(places.outdated_at)
            self._write(rows, now, solicitation_seq)

    def _write(self, outgoing: Message, now: float, solicitation_seq: int = 0) -> None:
        size = len(outgoing["text"])
        self._wire.write(outgoing)
        self.credit.record_sent(size, now, solicitation_seq)
        metrics = self._metrics
        metrics.messages_sent += 1
        metrics.bytes_sent += size
        if solicitation_seq:
            metrics.solicitations += 1
