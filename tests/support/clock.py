"""Time that only a test moves: it stands in for the ``time`` module."""

from __future__ import annotations

import pytest

from tests.support.examples import OPEN, SECOND

MODULES = (
    "ticker.live.arrivals",
    "ticker.feeds.base",
    "ticker.feeds.edge",
    "ticker.feeds.group",
    "ticker.feeds.supervisor",
    "ticker.feeds.switches",
    "ticker.live.fragments",
    "ticker.live.livetable",
    "ticker.live.metrics",
    "ticker.live.mirror",
    "ticker.publishing.publisher",
)


class Clock:
    def __init__(self) -> None:
        self.wall = OPEN
        self.uptime = 1000 * SECOND

    def advance(self, seconds: float) -> None:
        self.wall += round(seconds * SECOND)
        self.uptime += round(seconds * SECOND)

    def time_ns(self) -> int:
        return self.wall

    def monotonic_ns(self) -> int:
        return self.uptime

    def monotonic(self) -> float:
        return self.uptime / SECOND


def stop_clock(patch: pytest.MonkeyPatch) -> Clock:
    """A clock that all modules of the path look at, until the patch is undone."""
    clock = Clock()
    for module in MODULES:
        patch.setattr(f"{module}.time", clock)
    return clock
