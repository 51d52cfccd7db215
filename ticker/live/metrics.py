"""Metrics: what a hub and its connections have done since the process started."""

from __future__ import annotations

import time
from collections import Counter

from ticker.live import close_codes
from ticker.live.histogram import Histogram

SERVER_CODES = (
    close_codes.LOST,
    close_codes.NOT_FOUND,
    close_codes.BAD_REQUEST,
    close_codes.TOO_MANY,
    close_codes.TOO_BIG,
    close_codes.TRY_LATER,
)
PAGE_CODES = ("1000", "1001", "1005", "1006")
"""Codes of browsers. A page can send any code; the others are counted as one, or a stranger could
create thousands of time series."""

DROPS = ("too_old", "earlier", "unreadable")
"""Reasons for dropping a frame."""

REFUSALS = ("origin", "too_big", "too_many", "not_understood")
"""Reasons for refusing messages or sockets from outside."""


class Metrics:
    """Plain numbers, one object for all connections: thousands of sends a second count here.
    ``ticker/web/exposition.py`` makes metric families of them on request.

    ``bytes_sent`` counts characters as bytes: pushed text is ASCII except for a dash in the status
    bar. ``posts`` to /ingest/ are by status; ``posted`` counts their lines, "accepted" or by
    reason. ``refused`` is by reason, ``connections`` by page, ``closed`` by side and code.
    """

    __slots__ = (
        "acknowledgements",
        "bytes_sent",
        "connections",
        "frame_age",
        "frames_received",
        "loop_lag",
        "messages_received",
        "messages_sent",
        "posted_lines",
        "posts",
        "refusals",
        "round_trip",
        "rows_rendered",
        "sockets_closed",
        "solicitations",
        "staleness",
    )

    def __init__(self) -> None:
        self.connections: Counter[str] = Counter()
        self.sockets_closed = Counter({("server", str(code)): 0 for code in SERVER_CODES})
        self.sockets_closed.update({("page", code): 0 for code in (*PAGE_CODES, "other")})
        self.refusals = Counter(dict.fromkeys(REFUSALS, 0))
        self.frames_received = self.rows_rendered = 0
        self.messages_sent = self.bytes_sent = self.messages_received = 0
        self.solicitations = self.acknowledgements = 0
        self.posts: Counter[str] = Counter()
        self.posted_lines: Counter[str] = Counter()
        self.frame_age, self.staleness = Histogram(), Histogram()
        self.round_trip, self.loop_lag = Histogram(), Histogram()

    def record_frame(self, age: float) -> None:
        """``age`` is in seconds, below 0 if the publisher's clock is ahead."""
        self.frame_age.observe(max(0.0, age))

    def record_staleness(self, outdated_at: float | None) -> None:
        """Rows are sent to a page that has lacked them since ``since`` (monotonic seconds)."""
        if outdated_at is not None:
            self.staleness.observe(time.monotonic() - outdated_at)

    def record_acknowledgement(self, round_trip: float) -> None:
        self.acknowledgements += 1
        self.round_trip.observe(round_trip)

    def record_post(self, status: str, accepted: int, rejected: Counter[str]) -> None:
        self.posts[status] += 1
        self.posted_lines.update({"accepted": accepted} | rejected)

    def record_page_close(self, code: int) -> None:
        text = str(code)
        self.sockets_closed["page", text if text in PAGE_CODES else "other"] += 1

    def record_server_close(self, code: int) -> None:
        self.sockets_closed["server", str(code)] += 1
