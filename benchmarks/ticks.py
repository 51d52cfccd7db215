"""Which symbol ticks when. A function of the rate and a seed, so that whoever judges the pages
knows every tick without being told."""

from __future__ import annotations

import random
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from msgspec import Struct

from ticker.market.instruments import CSV_FILE, InstrumentDefinition, read_definitions

SYMBOLS = 500
BLOCK = 4096
SECOND = 10**9


def tape_definitions() -> list[InstrumentDefinition]:
    """The instruments that tick: the first of the product's own list, a board's page included."""
    return read_definitions(CSV_FILE)[:SYMBOLS]


class Schedule(Struct, frozen=True):
    """``rate`` updates a second, evenly spaced; the nth busiest symbol gets a share of 1/n (Zipf).

    Which symbols are the busy ones is drawn: a board of 100 and a list of 20 get a usual share.
    """

    rate: int
    seed: int = 7

    def symbols(self) -> Iterator[int]:
        """The index of each update's symbol, without end."""
        rng = random.Random(self.seed)  # noqa: S311 - made-up ticks are no secrets
        busiest_first = rng.sample(range(SYMBOLS), SYMBOLS)
        shares = list(accumulate(1 / rank for rank in range(1, SYMBOLS + 1)))
        while True:
            yield from rng.choices(busiest_first, cum_weights=shares, k=BLOCK)

    def due_time(self, start: int, number: int) -> int:
        """When update ``number`` happens, UTC nanoseconds, if the first happens at ``start``."""
        return start + number * SECOND // self.rate

    def due_count(self, start: int, now: int) -> int:
        """How many updates are due at ``now``."""
        return max(0, (now - start) * self.rate // SECOND + 1) if self.rate else 0


class Ticks:
    """Every tick of a tape up to an instant, by symbol, in UTC milliseconds."""

    def __init__(self, schedule: Schedule, start: int, until: int) -> None:
        """``start`` and ``until`` are UTC nanoseconds."""
        self._by_symbol = {each.symbol: array("q") for each in tape_definitions()}
        times = list(self._by_symbol.values())
        count = schedule.due_count(start, until)
        for number, index in zip(range(count), schedule.symbols(), strict=False):
            times[index].append(schedule.due_time(start, number) // 1_000_000)

    def next_tick(self, symbol: str, shown: int) -> int | None:
        """When the value of ``shown`` was outdated: the first later tick, None if there is none."""
        times = self._by_symbol.get(symbol, array("q"))
        place = bisect_right(times, shown)
        return times[place] if place < len(times) else None
