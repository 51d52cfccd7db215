"""Gaps: stretches of which a feed may have said less than there was."""

from __future__ import annotations

from ticker.market.frames import Gap


class Gaps:
    """``count`` is how many there were, ``last`` the newest."""

    def __init__(self) -> None:
        self.count = 0
        self.last: Gap | None = None

    def add(self, since: int, until: int) -> None:
        """Both in UTC nanoseconds. One that overlaps the last is the same, heard of twice: where a
        process was lost that had lost its provider."""
        last = self.last
        if last is not None and since < last.until and last.since < until:
            since, until = min(since, last.since), max(until, last.until)
        else:
            self.count += 1
        self.last = Gap(since, until)
