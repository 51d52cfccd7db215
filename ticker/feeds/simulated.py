"""The simulated feed: invented prices for real symbols, the same for the same seed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping

from ticker.feeds.base import Feed, FeedError
from ticker.feeds.parameters import Parameters
from ticker.feeds.simulation.history import SimulatedHistory
from ticker.feeds.simulation.instrument import SOURCE
from ticker.feeds.simulation.ranking import activity_ranking
from ticker.feeds.simulation.tape import SimulatedTape
from ticker.market.events import AnyEvent, Epoch
from ticker.market.freshness import SIMULATED
from ticker.market.instruments import Universe

SCHEME = "simulated://"

SHORTEST_SLEEP = 0.01
"""Seconds: events due within them are sent together."""

BREATH = 500
"""Events between two turns given to the rest of the process."""

BEHIND_LIMIT, AHEAD_LIMIT = 60 * 10**9, 5 * 10**9
"""Nanoseconds that the tape may be behind or ahead of the clock, such as after a suspend or a clock
set back.

Beyond that it restarts at the present: nobody wants to watch a night's trading caught up.
"""

PARAMETERS = ("instruments", "rate", "seed", "start")


class SimulatedFeed(Feed):
    """The tape is a function of the seed, the instruments, the rate and the start; the clock only
    paces it."""

    name = SOURCE
    word = SIMULATED
    always_open = is_exclusive = True

    def __init__(
        self,
        universe: Universe,
        *,
        seed: int = 7,
        instruments: int = 0,
        rate: float = 400.0,
        start_ns: int | None = None,
        time_ns: Callable[[], int] = time.time_ns,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``instruments`` is the number of most active instruments, 0 for all; ``rate`` the mean
        events a second; ``start_ns`` the tape's first instant, None for the time of playing.

        Raises FeedError if the universe is empty.
        """
        self.definitions = activity_ranking(universe)[: instruments or None]
        if not self.definitions:
            raise FeedError("simulated: the universe has no instruments")
        self.seed, self.rate, self.start_ns = seed, rate, start_ns
        self.instruments = instruments
        self._tape_start = 0
        self._time_ns, self._sleep = time_ns, sleep
        self._clock_lag = 0

    @classmethod
    def from_query(cls, universe: Universe, params: Mapping[str, str]) -> SimulatedFeed:
        """Raises FeedError for an unknown parameter or a value out of range."""
        given = Parameters("simulated", params, PARAMETERS)
        return cls(
            universe,
            seed=given.number(int, "seed", 7, 0, 2**63 - 1),
            instruments=given.number(int, "instruments", 0, 0, len(universe)),
            rate=given.number(float, "rate", 400.0, 0.1, 100_000.0),
            # The end of 2199 leaves room for a tape to run on within 63 bits.
            start_ns=given.number(int, "start", 0, 1, 7_258_118_399_999_999_999) or None,
        )

    @property
    def origin(self) -> str:
        """The URL of the tape being played; "" before any is."""
        if not self._tape_start:
            return ""
        # The shortest text of the number: 400, not 400.0.
        rate = repr(float(self.rate)).removesuffix(".0")
        tape = f"seed={self.seed}&instruments={self.instruments}&rate={rate}"
        return f"{SCHEME}?{tape}&start={self._tape_start}"

    def history(self) -> SimulatedHistory | None:
        """The history before the tape; None if its start is not given."""
        if self.start_ns is None:
            return None
        return SimulatedHistory(
            self.definitions, seed=self.seed, rate=self.rate, start_ns=self.start_ns
        )

    def clock(self) -> int:
        return self._time_ns() - self._clock_lag

    def tape(self, start_ns: int) -> Iterator[AnyEvent]:
        """Every event from ``start_ns`` on, without end, as fast as it is read."""
        return iter(
            SimulatedTape(self.definitions, seed=self.seed, rate=self.rate, start_ns=start_ns)
        )

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        start = self._time_ns() if self.start_ns is None else self.start_ns
        self._clock_lag = 0 if self.start_ns is None else self._time_ns() - start
        self._tape_start = start
        while True:
            async for event in self._paced_events(start):
                yield event
            self._tape_start = start = self.clock()
            yield Epoch(ts_event=start, source=SOURCE)

    async def _paced_events(self, start: int) -> AsyncIterator[AnyEvent]:
        """The tape paced by the clock; ends when the two are too far apart."""
        for count, event in enumerate(self.tape(start)):
            ahead = event.ts_event - self.clock()
            if not -BEHIND_LIMIT <= ahead <= AHEAD_LIMIT:
                return
            if ahead > 0:
                await self._sleep(max(ahead / 1e9, SHORTEST_SLEEP))
            elif count % BREATH == 0:
                await self._sleep(0)
            yield event
