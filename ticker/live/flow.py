"""Flow control: how much a page may be sent before it acknowledges what it has drawn.

Some messages carry an element that makes htmx answer after it has applied them: a solicited
acknowledgement. It is end-to-end: a page whose renderer is frozen does not answer, although its
socket accepts everything.
"""

from __future__ import annotations

from collections import deque
from math import inf
from typing import NamedTuple

PATIENCE = 0.25
"""Seconds without an answer after which rows stop until it comes. More rows would only lengthen the
backlog of a frozen page, and the first of them says Connected."""

LATE = 0.5
"""Seconds without an answer after which a page does not keep up: every frame solicits, and the page
is told CATCHING UP."""

USUAL = 2.0
"""Round trips after which an answer counts as late: a distant page is slow, not frozen."""

WINDOW = 2
"""Solicitations that may be unanswered; for a parked page the newest ones count."""

BYTES_LIMIT = 256 * 1024
SECONDS_LIMIT = 2.0
"""The most that may be unacknowledged: bytes, and seconds of frames."""

PARK_AFTER = 10.0
"""Seconds without an answer after which a page gets only a heartbeat."""

ASK_PARKED_EVERY = 5.0
"""Seconds between two solicitations of a parked page. When it thaws it may answer all of them at
once, which must not count as a flood."""

SMOOTHING = 0.5
"""Weight of a new round trip in the running mean."""

CLOSE_AFTER = 90.0
"""Seconds parked after which the socket is closed."""


class Solicitation(NamedTuple):
    """A solicitation: its sequence number, when it was sent, and all bytes sent up to and including
    it."""

    seq: int
    sent_at: float
    bytes_sent: int


class Credit:
    """The account of one page. Times are the event loop's, in seconds. ``round_trip`` is a running
    mean, 0 before the first answer; ``painted_at`` is when the newest drawn state was sent, minus
    infinity before the first answer."""

    __slots__ = (
        *("_asked", "_asked_at", "_asked_sent", "_confirmed", "_confirmed_at", "_plain_sent"),
        *("_plain_until", "_sent", "acknowledged_at", "painted_at", "round_trip"),
    )

    def __init__(self, now: float) -> None:
        self.round_trip = 0.0
        self.acknowledged_at = now
        self.painted_at = -inf
        self._asked: deque[Solicitation] = deque(maxlen=WINDOW)
        self._asked_at = self._confirmed_at = now
        self._asked_sent = self._sent = self._confirmed = 0
        self._look_ahead()

    def allows_rows(self, now: float) -> bool:
        """Whether rows may be sent."""
        if self._is_overdue(now, PATIENCE):
            return False
        is_new = now - self._confirmed_at < SECONDS_LIMIT
        return is_new and self._sent - self._confirmed < BYTES_LIMIT

    def is_plain(self, now: float) -> bool:
        """Whether rows may be sent and nothing is to be solicited apart from heartbeats: the usual
        case, decided quickly."""
        return now < self._plain_until and self._sent < self._plain_sent

    def record_sent(self, size: int, now: float, solicitation_seq: int = 0) -> None:
        """Record ``size`` bytes sent, with the solicitation ``asking`` unless that is 0."""
        self._sent += size
        if solicitation_seq:
            self._asked.append(Solicitation(solicitation_seq, now, self._sent))
            self._asked_at, self._asked_sent = now, self._sent
            self._look_ahead()

    def should_solicit(self, seq: int, now: float, has_heartbeat: bool) -> bool:
        """Whether to solicit: with the heartbeat while the page keeps up, with some heartbeats
        while it is parked (a lost answer must not keep it there), otherwise with every frame for
        which the window has room. ``seq`` rises; none is solicited twice."""
        if self._asked and self._asked[-1].seq >= seq:
            return False
        if len(self._asked) >= WINDOW:
            is_due = now - self._asked_at >= ASK_PARKED_EVERY
            return has_heartbeat and is_due and self.is_parked(now)
        if self._sent - self._asked_sent >= BYTES_LIMIT // 2:
            return True
        return now - self._asked_at >= LATE if self._asked else has_heartbeat

    def acknowledge(self, seq: int, now: float) -> bool:
        """Record the answer to this solicitation and all before it. False if it was never made."""
        if all(asked.seq != seq for asked in self._asked):
            return False
        answered = self._asked[0]
        while self._asked and self._asked[0].seq <= seq:
            answered = self._asked.popleft()
        # A freeze of the page or of this process is not slowness: it must not slow the page down
        # for long.
        round_trip = min(now - answered.sent_at, SECONDS_LIMIT)
        self.round_trip += SMOOTHING * (round_trip - self.round_trip)
        self.acknowledged_at, self.painted_at = now, answered.sent_at
        self._confirmed, self._confirmed_at = answered.bytes_sent, answered.sent_at
        self._look_ahead()
        return True

    def excuse(self, seconds: float, now: float) -> None:
        """This process stood still for so long: answers may be waiting to be read."""
        self.acknowledged_at = min(self.acknowledged_at + seconds, now)
        self._confirmed_at = min(self._confirmed_at + seconds, now)
        self._asked_at = min(self._asked_at + seconds, now)
        later = [asked._replace(sent_at=min(asked.sent_at + seconds, now)) for asked in self._asked]
        self._asked = deque(later, maxlen=WINDOW)
        self._look_ahead()

    def is_behind(self, now: float) -> bool:
        """Whether the page does not keep up and may show old prices. Reported at once: a page that
        was frozen must reach this word before many rows of its backlog."""
        return self._is_overdue(now, LATE) or self.is_starved(now)

    def is_starved(self, now: float) -> bool:
        """Whether the page gets no rows for want of an answer."""
        return now - self._confirmed_at >= SECONDS_LIMIT or self.is_parked(now)

    def restart(self, now: float) -> None:
        """Start afresh with a starved page that answers: earlier bytes no longer count, and neither
        does the time of that answer."""
        self.round_trip = 0.0
        self._asked.clear()
        self._confirmed, self._confirmed_at = self._sent, now
        self._look_ahead()

    def is_parked(self, now: float) -> bool:
        return now - self.acknowledged_at >= PARK_AFTER and bool(self._asked)

    def is_lost(self, now: float) -> bool:
        return now - self.acknowledged_at >= PARK_AFTER + CLOSE_AFTER

    def _is_overdue(self, now: float, seconds: float) -> bool:
        """Whether an answer is later than ``seconds`` and than this page's usual time."""
        if not self._asked:
            return False
        return now - self._asked[0].sent_at >= max(seconds, USUAL * self.round_trip)

    def _look_ahead(self) -> None:
        """Compute until when, and until which byte, the usual case holds."""
        self._plain_until = self._confirmed_at + SECONDS_LIMIT
        if self._asked:
            overdue = self._asked[0].sent_at + max(PATIENCE, USUAL * self.round_trip)
            self._plain_until = min(self._plain_until, overdue)
        self._plain_sent = self._confirmed + BYTES_LIMIT
        if len(self._asked) < WINDOW:
            self._plain_sent = min(self._plain_sent, self._asked_sent + BYTES_LIMIT // 2)
            if self._asked:
                self._plain_until = min(self._plain_until, self._asked_at + LATE)
