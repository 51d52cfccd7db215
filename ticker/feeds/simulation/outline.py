"""A past day of an instrument in a few whole numbers, from which its bar and minutes are
generated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

FEWEST_TRADES = 4
"""One each for Open, High, Low and Close."""

BRISKEST, SLOWEST = 0.4, 1.4
"""The fastest and slowest pace of the way to the first turn and from the last one."""

LEAST_WAY = 0.15
"""The least duration of a way, as a share of the range: no turn is at the very ends of the day."""


class Outline(NamedTuple):
    """Prices are in price increments, ``volume`` in size increments.

    ``high_at`` and ``low_at`` are the share of the day's activity, from 0 to 1, before the price
    turns there.
    """

    open: int
    high: int
    low: int
    close: int
    volume: int
    trades: int
    high_at: float
    low_at: float

    @property
    def turns(self) -> list[tuple[float, int]]:
        """When each price is reached: the opening, the two extremes, the close."""
        extremes = sorted([(self.high_at, self.high), (self.low_at, self.low)])
        return [(0.0, self.open), *extremes, (1.0, self.close)]

    @property
    def notional(self) -> int:
        """Price times size over all trades, as if volume were even in activity and prices went
        straight from turn to turn."""
        mean = sum(
            (later - time) * (price + next_price) / 2
            for (time, price), (later, next_price) in pairwise(self.turns)
        )
        rounded = round(mean * self.volume)
        return min(max(rounded, self.low * self.volume), self.high * self.volume)


def turning_times(
    opened: int, high: int, low: int, close: int, chances: Sequence[float]
) -> tuple[float, float]:
    """``high_at`` and ``low_at`` of an Outline, from three uniform deviates.

    A day that rises far has its low first, one that stays has either first; long ways take long.
    """
    coin, first, last = chances
    span = max(1, high - low)
    is_low_first = coin < (1 + (close - opened) / span) / 2
    one, other = (low, high) if is_low_first else (high, low)
    before = (abs(one - opened) / span + LEAST_WAY) * (BRISKEST + first * (SLOWEST - BRISKEST))
    after = (abs(close - other) / span + LEAST_WAY) * (BRISKEST + last * (SLOWEST - BRISKEST))
    whole = before + 1 + after
    at_one, at_other = before / whole, (before + 1) / whole
    return (at_other, at_one) if is_low_first else (at_one, at_other)


def reaches(log_return: float, volatility: float, high: float, low: float) -> tuple[float, float]:
    """How far a day goes above and below its opening, as log returns, from two uniform deviates.

    Exact for each extreme of a Brownian motion between two known prices; their dependence on each
    other is ignored.
    """
    up, down = (
        math.sqrt(log_return**2 - 2 * volatility**2 * math.log(deviate)) / 2
        for deviate in (high, low)
    )
    return up + log_return / 2, down - log_return / 2
