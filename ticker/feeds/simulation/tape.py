"""The tape: the events of a simulated market in order, a function of its parameters alone."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence

from msgspec import structs

from ticker.feeds.simulation.activity import Activity
from ticker.feeds.simulation.factors import Factors
from ticker.feeds.simulation.fairprice import DAY
from ticker.feeds.simulation.incidents import Incidents
from ticker.feeds.simulation.instrument import (
    EVENTS_PER_ACTION,
    SOURCE,
    TRADES_PER_ACTION,
    SimulatedInstrument,
)
from ticker.feeds.simulation.partialday import partial_outline, vwap_of
from ticker.feeds.simulation.returns import volatility
from ticker.market.events import AnyEvent, HeartbeatEvent
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import NEW_YORK, AlwaysOpen

SECOND = 10**9
STEP = SECOND // 2
"""Nanoseconds between heartbeats, at which sectors move, and bursts and halts begin and end.

Steps start at whole multiples, so that New York midnight is the start of one.
"""


class SimulatedTape:
    """Endless. ``definitions`` are ordered by activity; ``rate`` is in events a second."""

    def __init__(
        self, definitions: Sequence[InstrumentDefinition], *, seed: int, rate: float, start_ns: int
    ) -> None:
        self._seed, self._rng = seed, random.Random(seed)
        self._now = start_ns
        self._calendar = AlwaysOpen(NEW_YORK)
        self._session = self._calendar.at(start_ns)
        self._actions_per_second = rate / EVENTS_PER_ACTION
        self._factors = Factors(self._rng)
        self.instruments = [
            SimulatedInstrument(definition, self._factors, self._rng, start_ns)
            for definition in definitions
        ]
        self._activity = Activity(self.instruments, self._rng)
        self._incidents = Incidents(self.instruments, self._rng)

    def __iter__(self) -> Iterator[AnyEvent]:
        yield from self._opening_events()
        while True:
            end = (self._now // STEP + 1) * STEP
            yield from self._step_events()
            yield from self._action_events(end)
            self._now = end

    def average_trades(self, rank: int, seconds: float) -> float:
        """The average number of trades of the instrument with this rank."""
        market = self._actions_per_second * TRADES_PER_ACTION * seconds
        return market * self._activity.share(rank)

    def _opening_events(self) -> Iterator[AnyEvent]:
        today = self._session.trade_date.toordinal()
        gone = self._seconds() / 86_400
        for rank, instrument in enumerate(self.instruments):
            trades, moved = (
                self.average_trades(rank, self._seconds()),
                volatility(instrument) * math.sqrt(gone),
            )
            reference, quote, trade = instrument.opening_events(
                self._now, self._prev_close_date(), trades, moved
            )
            outline = partial_outline(instrument, reference, instrument.last, self._seed, today)
            yield structs.replace(reference, vwap=vwap_of(outline, instrument.definition))
            yield quote
            yield trade

    def _step_events(self) -> Iterator[AnyEvent]:
        yield HeartbeatEvent(ts_event=self._now, source=SOURCE)
        if self._now >= self._session.end:
            self._session = self._calendar.at(self._now)
            yield from (x.start_day(self._now, self._prev_close_date()) for x in self.instruments)
        self._factors.advance(STEP / DAY)
        self._activity.advance(self._now, STEP / SECOND)
        yield from self._incidents.advance(self._now, STEP / SECOND)

    def _action_events(self, end: int) -> Iterator[AnyEvent]:
        per_second = self._actions_per_second * self._activity.level(self._seconds())
        ts = self._now
        while True:
            ts += int(self._rng.expovariate(per_second) * SECOND)
            if ts >= end:
                return
            instrument = self._activity.pick()
            if not instrument.is_halted:
                yield from instrument.act(ts)

    def _seconds(self) -> float:
        """Since New York midnight."""
        return (self._now - self._session.start) / SECOND

    def _prev_close_date(self) -> str:
        return self._calendar.previous(self._session.trade_date).isoformat()
