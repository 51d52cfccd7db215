"""Seconds of CPU for one event and for one row, on one core: python -m benchmarks.inprocess"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from typing import TypeVar, cast

import msgspec
from msgspec import Struct

from benchmarks.tape import CHUNK, BenchTape, opening_events
from benchmarks.ticks import SECOND, Schedule, tape_definitions
from ticker.market.freshness import Freshness

EVENTS = 60_000
PER_FRAME = 200
Given = TypeVar("Given")
Made = TypeVar("Made")


class EventCosts(Struct):
    """Seconds for each."""

    decode: float
    normalise: float
    apply: float
    render: float


class Stopwatch:
    """The mean CPU time of one call, over all that were timed."""

    def __init__(self) -> None:
        self._seconds, self._calls = 0.0, 0

    def time_each(self, do: Callable[[Given], Made], given: Iterable[Given]) -> list[Made]:
        items = list(given)
        start = time.process_time()
        made = [do(item) for item in items]
        self._seconds += time.process_time() - start
        self._calls += len(items)
        return made

    @property
    def mean(self) -> float:
        return self._seconds / max(self._calls, 1)


def measure_event_costs() -> EventCosts:
    """No two rows that are rendered show the same values, so nothing can be remembered."""
    from ticker.feeds.edge import Edge
    from ticker.market.events import AnyEvent, decode
    from ticker.market.instruments import Universe
    from ticker.market.market import Market
    from ticker.market.sessions import calendars
    from ticker.rows.columns import DEFAULT
    from ticker.rows.rows import Layout, render_row

    universe = Universe(tape_definitions())
    edge, market = Edge(universe, "exec"), Market(universe, calendars)
    layout = Layout(table="board", columns=DEFAULT)
    decoding, normalising, applying, rendering = (Stopwatch() for _ in range(4))
    now = time.time_ns()
    for line in opening_events(now).splitlines():
        market.apply(edge.normalise(line, now) or decode(line))
    lines = _tape_lines(now)
    for n, start in enumerate(range(0, len(lines), PER_FRAME), start=1):
        events = decoding.time_each(decode, lines[start : start + PER_FRAME])
        whole = normalising.time_each(lambda event: edge.normalise(event, event.ts_event), events)
        applying.time_each(market.apply, cast(list[AnyEvent], whole))
        levels = market.drain(n, time.monotonic_ns(), Freshness("LIVE"), now)
        rendering.time_each(
            lambda level: render_row(level, universe[level.symbol], layout, flashing=True), levels
        )
    assert not market.rejected, market.rejected
    return EventCosts(decoding.mean, normalising.mean, applying.mean, rendering.mean)


def _tape_lines(now: int) -> list[bytes]:
    tape = BenchTape(Schedule(20_000), now)
    found: list[bytes] = []
    while len(found) < EVENTS:
        found += tape.take_due_events(now + EVENTS * SECOND).splitlines()
    assert len(found) >= CHUNK
    return found[:EVENTS]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stock_ticker.settings")
    import django

    django.setup()
    sys.stdout.buffer.write(msgspec.json.encode(measure_event_costs()))
