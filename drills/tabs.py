"""Tabs of running systems, alive while a drill breaks things."""

from __future__ import annotations

import time
from collections.abc import Sequence

from benchmarks.failure import BenchError
from benchmarks.running import Running
from benchmarks.ticks import SECOND, Ticks
from drills.background import Background
from drills.tab import Tab
from drills.timeline import Look, Timeline

HORIZON = 600
"""Seconds of ticks that are known beforehand; no drill goes on for so long with the same tabs."""

PATIENCE = 60.0
"""Seconds after which a page that is not current counts as one that never will be."""

POLL = 0.1


class Tabs(Background):
    """``fed_by`` is what has the tape."""

    def __init__(self, fed_by: Running) -> None:
        start = fed_by.tape.start
        self.ticks = Ticks(fed_by.schedule, start, start + HORIZON * SECOND)
        self.tabs: list[Tab] = []

    def open(self, running: Running, count: int) -> list[Tab]:
        """More tabs, once they are current. Raises BenchError."""
        more = [Tab(running.address, running.origin) for _ in range(count)]
        for tab in more:
            self.start(tab.run())
        self.tabs += more
        self.wait(now())
        return more

    def wait(self, since: float) -> None:
        """Until all tabs are current by what they were sent after ``since``, UTC ms. Raises
        BenchError."""
        end = time.monotonic() + PATIENCE
        while missing := self._missing(since):
            if time.monotonic() > end:
                raise BenchError(f"{missing} pages are not current after {PATIENCE:g} s")
            time.sleep(POLL)

    def timelines(self, tabs: Sequence[Tab]) -> list[Timeline]:
        """What they showed so far."""
        return [Timeline(looks, self.ticks) for looks in self.do(_looks(tabs, 0))]

    def _missing(self, since: float) -> int:
        newest = self.do(_looks(self.tabs, -1))
        current = [
            looks
            for looks in newest
            if looks
            and looks[0].at > since
            and Timeline(looks, self.ticks).recovery(looks[0].at, now()) is not None
        ]
        return len(newest) - len(current)


async def _looks(tabs: Sequence[Tab], first: int) -> list[list[Look]]:
    for tab in tabs:
        tab.display.pass_time(now())
    return [tab.display.looks[first:] for tab in tabs]


def now() -> float:
    """UTC milliseconds."""
    return time.time() * 1000
