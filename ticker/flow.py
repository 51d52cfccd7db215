"""Flow control: how much a page may be sent before it says that it has drawn what it got.

Some messages carry an element that makes htmx answer once it has applied them: a solicited
acknowledgement. It is end-to-end: a page whose renderer is frozen does not answer, though its
socket takes everything.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

ASK_SPACING = 1.0
"""Seconds between two solicitations while the page keeps up."""

LATE = 0.5
"""Seconds without an answer after which a page does not keep up: it is asked with every frame."""

WINDOW = 2
"""Solicitations that may be unanswered."""

BYTES_LIMIT = 256 * 1024
SECONDS_LIMIT = 2.0
"""What may be unacknowledged: so many bytes, and frames of so long."""

PARK_AFTER = 10.0
"""Seconds without an answer after which a page gets no rows, only a heartbeat."""

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
    mean, 0 before the first answer."""

    def __init__(self, now: float) -> None:
        self.round_trip = 0.0
        self.acknowledged_at = now
        self._seq = 0
        self._asked: deque[Asked] = deque()
        self._asked_at = now - ASK_SPACING
        self._asked_sent = 0
        self._sent = self._confirmed = 0
        self._waiting_since: float | None = None

    def allows(self, now: float) -> bool:
        """Whether rows may be sent."""
        if self._waiting_since is None:
            return True
        is_new = now - self._waiting_since < SECONDS_LIMIT
        return is_new and self._sent - self._confirmed < BYTES_LIMIT

    def sent(self, size: int, now: float, asking: int = 0) -> None:
        """So many bytes went out, with the solicitation ``asking`` if that is not 0."""
        self._sent += size
        if self._waiting_since is None:
            self._waiting_since = now
        if asking:
            self._asked.append(Asked(asking, now, self._sent))
            self._asked_at, self._asked_sent = now, self._sent

    def should_ask(self, now: float) -> bool:
        if len(self._asked) >= WINDOW:
            return False
        spacing = LATE if self._asked else ASK_SPACING
        return now - self._asked_at >= spacing or self._sent - self._asked_sent >= BYTES_LIMIT // 2

    def ask(self) -> int:
        """The sequence of a new solicitation; say with ``sent`` that it went out."""
        self._seq += 1
        return self._seq

    def acknowledge(self, seq: int, now: float) -> bool:
        """The page has applied everything up to this solicitation. False for one never made."""
        if not self._asked or not self._asked[0].seq <= seq <= self._asked[-1].seq:
            return False
        answered = self._asked[0]
        while self._asked and self._asked[0].seq <= seq:
            answered = self._asked.popleft()
        self.round_trip += SMOOTHING * (now - answered.at - self.round_trip)
        self.acknowledged_at = now
        self._confirmed = answered.sent
        self._waiting_since = answered.at if self._sent > self._confirmed else None
        return True

    def excuse(self, seconds: float) -> None:
        """It was we who stood still so long: the answers may be waiting to be read."""
        self.acknowledged_at += seconds
        if self._waiting_since is not None:
            self._waiting_since += seconds

    def is_behind(self, now: float) -> bool:
        """It gets no rows for want of an answer, so what it shows may be old."""
        waited = 0.0 if self._waiting_since is None else now - self._waiting_since
        return waited >= SECONDS_LIMIT or self.is_parked(now)

    def restart(self) -> None:
        """A page that was behind answers: what it was sent until now counts no more, and how long
        that answer took says nothing of the next."""
        self.round_trip = 0.0
        self._asked.clear()
        self._confirmed, self._waiting_since = self._sent, None

    def is_parked(self, now: float) -> bool:
        return now - self.acknowledged_at >= PARK_AFTER and bool(self._asked)

    def is_lost(self, now: float) -> bool:
        return now - self.acknowledged_at >= PARK_AFTER + CLOSE_AFTER
