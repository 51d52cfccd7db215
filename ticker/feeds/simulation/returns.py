"""The moves of past prices: log returns of dates and of their minutes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from ticker.feeds.simulation.activity import MEAN_TIME_OF_DAY
from ticker.feeds.simulation.chance import generator, normal_deviate, uniform_deviates
from ticker.feeds.simulation.factors import GROUP_VOLATILITY, MARKET_VOLATILITY, group_name
from ticker.feeds.simulation.instrument import SimulatedInstrument

DRIFT = 0.0003
"""The mean of a day's log return, about 11 % a year: otherwise years of chance look like
decline."""

MARKET = "the market"
"""The key of the market's chance, different from any symbol or group."""

LONGEST_DAY = 25 * 60
"""Minutes of the day on which clocks go back."""

MINUTES_PER_DAY = 24 * 60

SERIES = 100_000
"""Cached returns of dates: market and groups over five years."""

TRACES = 32
"""Cached days of minutes of the market or a group: a few pages' worth."""


class Returns:
    """The returns for one seed. Market and groups move all their instruments alike, as on the tape.

    ``date`` is the proleptic ordinal of the day.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._market_day = lru_cache(maxsize=SERIES)(self._day_deviate)
        self._market_minutes = lru_cache(maxsize=TRACES)(self._minute_deviates)

    def day(self, instrument: SimulatedInstrument, own_deviate: float, date: int) -> float:
        """The return from one close to the next; ``own`` is the instrument's normal deviate."""
        market, group, alone = loads(instrument)
        moved = market * self._market_day(MARKET, date)
        moved += group * self._market_day(group_name(instrument.definition), date)
        return DRIFT + moved + alone * own_deviate

    def minutes(
        self, instrument: SimulatedInstrument, date: int, levels: Sequence[float]
    ) -> list[float]:
        """The return of each minute from midnight on; ``levels`` are their activity
        (``time_of_day``)."""
        market, group, alone = loads(instrument)
        traces = zip(
            levels,
            self._market_minutes(MARKET, date),
            self._market_minutes(group_name(instrument.definition), date),
            self._minute_deviates(instrument.symbol, date),
            strict=False,
        )
        return [
            math.sqrt(level / MEAN_TIME_OF_DAY / MINUTES_PER_DAY)
            * (market * one + group * other + alone * own)
            for level, one, other, own in traces
        ]

    def _day_deviate(self, name: str, date: int) -> float:
        return normal_deviate(uniform_deviates(self._seed, name, date)[0])

    def _minute_deviates(self, name: str, date: int) -> list[float]:
        gauss = generator(self._seed, name, date).gauss
        return [gauss(0.0, 1.0) for _ in range(LONGEST_DAY)]


def loads(instrument: SimulatedInstrument) -> tuple[float, float, float]:
    """How far a deviate of 1 of the market, the group and its own moves the instrument."""
    fair = instrument.fair
    group = GROUP_VOLATILITY[instrument.definition.asset_class]
    return fair.market_load * MARKET_VOLATILITY, fair.group_load * group, fair.volatility


def volatility(instrument: SimulatedInstrument) -> float:
    """Standard deviation of a day's log return, from all that moves it."""
    return math.hypot(*loads(instrument))
