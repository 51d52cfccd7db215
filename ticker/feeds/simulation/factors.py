"""Factors that move many instruments together: the market, its sectors, the other asset classes."""

from __future__ import annotations

import math
import random

from ticker.market.instruments import AssetClass, InstrumentDefinition

REVERSION = 3.0
"""Days in which a deviation decays to 1/e: slowly, so that a week of running stays plausible."""

MARKET_VOLATILITY = 0.009
"""Standard deviation of a day's log return, as for every volatility here."""

GROUP_VOLATILITY: dict[AssetClass, float] = {"EQUITY": 0.008, "ETF": 0.001, "CRYPTO": 0.02}


def group_name(definition: InstrumentDefinition) -> str:
    """The factor that an instrument moves with apart from the market: its sector, or its asset
    class."""
    return definition.sector or definition.asset_class


class Factor:
    """A log return since the simulation's anchor; an Ornstein-Uhlenbeck process about 0."""

    __slots__ = ("level", "volatility")

    def __init__(self, volatility: float, rng: random.Random) -> None:
        self.volatility = volatility
        self.level = rng.gauss(0.0, volatility)

    def advance(self, days: float, rng: random.Random) -> None:
        noise = self.volatility * math.sqrt(days) * rng.gauss(0.0, 1.0)
        self.level = self.level * math.exp(-days / REVERSION) + noise


class Factors:
    """The market factor, and one for each group."""

    def __init__(self, rng: random.Random) -> None:
        self.market = Factor(MARKET_VOLATILITY, rng)
        self._groups: dict[str, Factor] = {}
        self._rng = rng

    def group(self, definition: InstrumentDefinition) -> Factor:
        name = group_name(definition)
        if name not in self._groups:
            volatility = GROUP_VOLATILITY[definition.asset_class]
            self._groups[name] = Factor(volatility, self._rng)
        return self._groups[name]

    def advance(self, days: float) -> None:
        self.market.advance(days, self._rng)
        for group in self._groups.values():
            group.advance(days, self._rng)
