"""Which instrument acts next, and how busy trading is: rank, bursts and the ends of the regular
session."""

from __future__ import annotations

import math
import random
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from ticker.feeds.simulation.factors import group_name
from ticker.feeds.simulation.instrument import SimulatedInstrument

SECOND = 10**9
ZIPF_EXPONENT, ZIPF_SHIFT = 0.7, 3
"""The weight of rank r, from 0, is (r + ZIPF_SHIFT) ** -ZIPF_EXPONENT."""

SINGLE_HEAT, SECTOR_HEAT = 8.0, 3.0
"""The heat of a burst of one instrument, and of a whole sector."""

SINGLE_SPACING, SECTOR_SPACING = 1650.0, 600.0
"""Mean seconds between two bursts of one instrument, and of one sector."""

BURST_LENGTH = 8.0
"""Mean seconds of a burst."""

MEAN_HEAT = (1 + (SINGLE_HEAT - 1) * BURST_LENGTH / SINGLE_SPACING) * (
    1 + (SECTOR_HEAT - 1) * BURST_LENGTH / SECTOR_SPACING
)

BELLS = 9.5 * 3600, 16 * 3600.0
"""Opening and close in seconds after New York midnight."""

BELL_RISE, BELL_LENGTH = 1.5, 1200.0
"""The rise of activity at a bell, and the seconds in which it falls to 1/e."""

MEAN_TIME_OF_DAY = 1 + len(BELLS) * BELL_RISE * 2 * BELL_LENGTH / 86_400


def weight(rank: int) -> float:
    return math.pow(rank + ZIPF_SHIFT, -ZIPF_EXPONENT)


def time_of_day(seconds: float) -> float:
    """The activity ``seconds`` after New York midnight: 1 far from the bells, MEAN_TIME_OF_DAY on
    average."""
    away = (abs(seconds - bell) for bell in BELLS)
    return 1 + sum(BELL_RISE * math.exp(-distance / BELL_LENGTH) for distance in away)


class Burst(NamedTuple):
    end: int
    instruments: Sequence[SimulatedInstrument]
    heat: float


class Activity:
    """Draws instruments by weight; ``level`` is the activity, 1 on average."""

    def __init__(self, instruments: Sequence[SimulatedInstrument], rng: random.Random) -> None:
        self._instruments, self._rng = instruments, rng
        self._weights = [weight(rank) for rank in range(len(instruments))]
        self._total = sum(self._weights)
        groups: dict[str, list[SimulatedInstrument]] = {}
        for instrument in instruments:
            groups.setdefault(group_name(instrument.definition), []).append(instrument)
        self._groups = list(groups.values())
        self._bursts: list[Burst] = []
        self._update_weights()

    def share(self, rank: int) -> float:
        """The share of all trading of the instrument with this rank, bursts excluded."""
        return self._weights[rank] / self._total

    def pick(self) -> SimulatedInstrument:
        drawn = self._rng.random() * self._cumulative[-1]
        return self._instruments[bisect(self._cumulative, drawn, 0, len(self._instruments) - 1)]

    def advance(self, now: int, seconds: float) -> None:
        """End bursts that are over and start new ones."""
        going = [burst for burst in self._bursts if burst.end > now]
        begun = self._start_bursts(now, seconds)
        if begun or len(going) < len(self._bursts):
            self._bursts = going + begun
            self._update_weights()

    def level(self, seconds: float) -> float:
        """``seconds`` is the time since New York midnight."""
        heat = self._cumulative[-1] / self._total
        return heat / MEAN_HEAT * time_of_day(seconds) / MEAN_TIME_OF_DAY

    def _start_bursts(self, now: int, seconds: float) -> list[Burst]:
        rng, bursts = self._rng, []
        if rng.random() < len(self._instruments) * seconds / SINGLE_SPACING:
            bursts.append(Burst(self._burst_end(now), [rng.choice(self._instruments)], SINGLE_HEAT))
        if rng.random() < len(self._groups) * seconds / SECTOR_SPACING:
            bursts.append(Burst(self._burst_end(now), rng.choice(self._groups), SECTOR_HEAT))
        return bursts

    def _burst_end(self, now: int) -> int:
        return now + int(self._rng.expovariate(1 / BURST_LENGTH) * SECOND)

    def _update_weights(self) -> None:
        for instrument in self._instruments:
            instrument.heat = 1.0
        for burst in self._bursts:
            for instrument in burst.instruments:
                instrument.heat *= burst.heat
        heated = (
            w * instrument.heat
            for w, instrument in zip(self._weights, self._instruments, strict=True)
        )
        self._cumulative = list(accumulate(heated))
