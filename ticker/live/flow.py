"""Flow control: how much a page may be sent before it says that it has drawn what it got.

Some messages carry an element that makes htmx answer once it has applied them: a solicited
acknowledgement. It is end-to-end: a page whose renderer is frozen does not answer, though its
socket takes everything.
"""

from __future__ import annotations

from collections import deque
from math import inf
from typing import NamedTuple

PATIENCE = 0.25
"""Seconds without an answer after which no more rows go out until it comes: if the page is frozen
they would only make what it has to work off longer, and the first of that says Connected."""

LATE = 0.5
"""Seconds without an answer after which a page does not keep up: it is asked with every frame, and
told that it is CATCHING UP."""

USUAL = 2.0
"""Round trips that an answer may take before either: a page far away is slow, not frozen."""

WINDOW = 2
"""Solicitations that may be unanswered; of a parked page's the newest count."""

BYTES_LIMIT = 256 * 1024
SECONDS_LIMIT = 2.0
"""What may be unacknowledged: so many bytes, and frames of so long."""

PARK_AFTER = 10.0
"""Seconds without an answer after which a page gets no rows, only a heartbeat."""

ASK_PARKED_EVERY = 5.0
"""Seconds between two solicitations of a parked page. One that is thawed may answer all of them at
once, and that must not be taken for a flood."""

SMOOTHING = 0.5
"""How much of each new round trip is taken into the mean."""

CLOSE_AFTER = 90.0
"""Seconds parked after which the socket is closed."""


class Asked(NamedTuple):
    """A solicitation: its sequence, when it went out, and all bytes sent up to and with it."""

    seq: int
    at: float
    sent: int


class Credit:
    """One page's account. Times are the event loop's, in seconds; ``round_trip`` is a running
    mean, 0 before the first answer; ``painted_at`` is when what the page has drawn was sent, before
    all time before the first answer."""

    __slots__ = (
        *("_asked", "_asked_at", "_asked_sent", "_confirmed", "_confirmed_at", "_plain_sent"),
        *("_plain_until", "_sent", "acknowledged_at", "painted_at", "round_trip"),
    )

    def __init__(self, now: float) -> None:
        self.round_trip = 0.0
        self.acknowledged_at = now
        self.painted_at = -inf
        self._asked: deque[Asked] = deque(maxlen=WINDOW)
        self._asked_at = self._confirmed_at = now
        self._asked_sent = self._sent = self._confirmed = 0
        self._look_ahead()

    def allows(self, now: float) -> bool:
        """Whether rows may be sent."""
        if self._is_overdue(now, PATIENCE):
            return False
        is_new = now - self._confirmed_at < SECONDS_LIMIT
        return is_new and self._sent - self._confirmed < BYTES_LIMIT

    def is_plain(self, now: float) -> bool:
        """Whether rows may be sent and there is no cause to ask, heartbeats apart: what is nearly
        always so, asked quickly."""
        return now < self._plain_until and self._sent < self._plain_sent

    def sent(self, size: int, now: float, asking: int = 0) -> None:
        """So many bytes went out, with the solicitation ``asking`` if that is not 0."""
        self._sent += size
        if asking:
            self._asked.append(Asked(asking, now, self._sent))
            self._asked_at, self._asked_sent = now, self._sent
            self._look_ahead()

    def should_ask(self, seq: int, now: float, beats: bool) -> bool:
        """With the heartbeat while the page keeps up, and with some when it is parked: an answer
        that got lost must not keep it there. Otherwise with every frame that the window has room
        for. ``seq`` rises; none is asked twice."""
        if self._asked and self._asked[-1].seq >= seq:
            return False
        if len(self._asked) >= WINDOW:
            is_due = now - self._asked_at >= ASK_PARKED_EVERY
            return beats and is_due and self.is_parked(now)
        if self._sent - self._asked_sent >= BYTES_LIMIT // 2:
            return True
        return now - self._asked_at >= LATE if self._asked else beats

    def acknowledge(self, seq: int, now: float) -> bool:
        """The page has applied everything up to this solicitation. False for one never made."""
        if all(each.seq != seq for each in self._asked):
            return False
        answered = self._asked[0]
        while self._asked and self._asked[0].seq <= seq:
            answered = self._asked.popleft()
        # Who was frozen, page or we, is not slow: it must not be sent less often for so long.
        round_trip = min(now - answered.at, SECONDS_LIMIT)
        self.round_trip += SMOOTHING * (round_trip - self.round_trip)
        self.acknowledged_at, self.painted_at = now, answered.at
        self._confirmed, self._confirmed_at = answered.sent, answered.at
        self._look_ahead()
        return True

    def excuse(self, seconds: float, now: float) -> None:
        """It was we who stood still so long: the answers may be waiting to be read."""
        self.acknowledged_at = min(self.acknowledged_at + seconds, now)
        self._confirmed_at = min(self._confirmed_at + seconds, now)
        self._asked_at = min(self._asked_at + seconds, now)
        later = [each._replace(at=min(each.at + seconds, now)) for each in self._asked]
        self._asked = deque(later, maxlen=WINDOW)
        self._look_ahead()

    def is_behind(self, now: float) -> bool:
        """It does not keep up, so what it shows may be old. Said at once: a page that was frozen
        works off what it was sent before, and must come to this word before many rows."""
        return self._is_overdue(now, LATE) or self.is_starved(now)

    def is_starved(self, now: float) -> bool:
        """It gets no rows for want of an answer."""
        return now - self._confirmed_at >= SECONDS_LIMIT or self.is_parked(now)

    def restart(self, now: float) -> None:
        """A page that was starved answers: what it was sent until now counts no more, and how long
        that answer took says nothing of the next."""
        self.round_trip = 0.0
        self._asked.clear()
        self._confirmed, self._confirmed_at = self._sent, now
        self._look_ahead()

    def is_parked(self, now: float) -> bool:
        return now - self.acknowledged_at >= PARK_AFTER and bool(self._asked)

    def is_lost(self, now: float) -> bool:
        return now - self.acknowledged_at >= PARK_AFTER + CLOSE_AFTER

    def _is_overdue(self, now: float, seconds: float) -> bool:
        """No answer for so long, nor for as long as this page usually takes."""
        if not self._asked:
            return False
        return now - self._asked[0].at >= max(seconds, USUAL * self.round_trip)

    def _look_ahead(self) -> None:
        """Until when, and until which byte, nothing is special."""
        self._plain_until = self._confirmed_at + SECONDS_LIMIT
        if self._asked:
            overdue = self._asked[0].at + max(PATIENCE, USUAL * self.round_trip)
            self._plain_until = min(self._plain_until, overdue)
        self._plain_sent = self._confirmed + BYTES_LIMIT
        if len(self._asked) < WINDOW:
            self._plain_sent = min(self._plain_sent, self._asked_sent + BYTES_LIMIT // 2)
            if self._asked:
                self._plain_until = min(self._plain_until, self._asked_at + LATE)
