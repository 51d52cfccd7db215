"""Tabs of running systems, alive while a drill breaks things."""

from __future__ import annotations

import time
from collections.abc import Sequence

from benchmarks.failure import BenchError
from benchmarks.runningsystem import RunningSystem
from benchmarks.ticks import SECOND, Ticks
from drills.backgroundloop import BackgroundLoop
from drills.tab import Tab
from drills.timeline import Look, Timeline

HORIZON = 600
"""Seconds of ticks that are known beforehand; no drill goes on for so long with the same tabs."""

PATIENCE = 60.0
"""Seconds after which a page that is not current counts as one that never will be."""

POLL = 0.1


class Tabs(BackgroundLoop):
    """``fed_by`` is what has the tape."""

    def __init__(self, tape_source: RunningSystem) -> None:
        start = tape_source.tape.start
        self.ticks = Ticks(tape_source.schedule, start, start + HORIZON * SECOND)
        self.tabs: list[Tab] = []

    def open(self, running: RunningSystem, count: int) -> list[Tab]:
        """More tabs, once they are current. Raises BenchError."""
        more = [Tab(running.address, running.origin) for _ in range(count)]
        for tab in more:
            self.start(tab.run())
        self.tabs += more
        self.wait_until_current(now_ms())
        return more

    def wait_until_current(self, since: float) -> None:
        """Until all tabs are current by what they were sent after ``since``, UTC ms. Raises
        BenchError."""
        end = time.monotonic() + PATIENCE
        while missing := self._missing_count(since):
            if time.monotonic() > end:
                raise BenchError(f"{missing} pages are not current after {PATIENCE:g} s")
            time.sleep(POLL)

    def timelines(self, tabs: Sequence[Tab]) -> list[Timeline]:
        """What they showed so far."""
        return [Timeline(looks, self.ticks) for looks in self.run(_read_looks(tabs, 0))]

    def _missing_count(self, since: float) -> int:
        newest = self.run(_read_looks(self.tabs, -1))
        current = [
            looks
            for looks in newest
            if looks
            and looks[0].at > since
            and Timeline(looks, self.ticks).recovery(looks[0].at, now_ms()) is not None
        ]
        return len(newest) - len(current)


async def _read_looks(tabs: Sequence[Tab], first: int) -> list[list[Look]]:
    for tab in tabs:
        tab.display.pass_time(now_ms())
    return [tab.display.looks[first:] for tab in tabs]


def now_ms() -> float:
    """UTC milliseconds."""
    return time.time() * 1000
