"""An event loop whose time is the test's: it jumps to the next timer when nothing is left to do."""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Callable

import pytest

from tests.support.clock import Clock
from tests.support.examples import SECOND

PUBLISHING = (
    "ticker.feeds.base",
    "ticker.feeds.edge",
    "ticker.feeds.group",
    "ticker.feeds.supervisor",
    "ticker.feeds.switches",
    "ticker.publishing.publisher",
)
"""The modules that look at the clock of the host that publishes; all others look at the web's."""


class HostClock:
    """The clock of one host, in place of the ``time`` module: its wall clock may be wrong by
    ``skew`` nanoseconds."""

    def __init__(self, true: Clock) -> None:
        self._true = true
        self.skew = 0

    def time_ns(self) -> int:
        return self._true.wall + self.skew

    def time(self) -> float:
        return self.time_ns() / SECOND

    def monotonic_ns(self) -> int:
        return self._true.monotonic_ns()

    def monotonic(self) -> float:
        return self._true.monotonic()


def use_clocks(patch: pytest.MonkeyPatch, publishing: HostClock, web: HostClock) -> None:
    """Whoever asks for the time is told these clocks', until the patch is undone."""
    for name in ("time", "time_ns", "monotonic", "monotonic_ns"):
        patch.setattr(time, name, getattr(web, name))
    for module in PUBLISHING:
        patch.setattr(f"{module}.time", publishing)


class _Jump(selectors.SelectSelector):
    """Waits for nothing. ``end_instant`` is called when all is done that can be done now; it
    answers whether it has begun something new."""

    def __init__(self, clock: Clock, end_instant: Callable[[], bool]) -> None:
        super().__init__()
        self._clock = clock
        self._end_instant = end_instant

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0 or self._end_instant():
            return ready
        assert timeout is not None, "nothing is left that could ever happen"
        self._clock.advance(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self, clock: Clock, end_instant: Callable[[], bool]) -> None:
        super().__init__(_Jump(clock, end_instant))
        self._clock = clock

    def time(self) -> float:
        return self._clock.monotonic()
