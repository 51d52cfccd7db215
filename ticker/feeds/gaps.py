"""Gaps: periods in which a feed may have missed events."""

from __future__ import annotations

from ticker.market.frames import Gap


class Gaps:
    """``count`` is the number of gaps, ``last`` the newest."""

    def __init__(self) -> None:
        self.count = 0
        self.last: Gap | None = None

    def add(self, since: int, until: int) -> None:
        """Both in UTC nanoseconds. A gap that overlaps the last one is the same gap, reported
        twice: by a lost process that had lost its provider."""
        last = self.last
        if last is not None and since < last.until and last.since < until:
            since, until = min(since, last.since), max(until, last.until)
        else:
            self.count += 1
        self.last = Gap(since, until)
