"""The price around which a simulated instrument is quoted."""

from __future__ import annotations

import math
import random

from ticker.feeds.simulation.factors import REVERSION, Factors
from ticker.market.instruments import AssetClass, InstrumentDefinition

DAY = 86_400 * 10**9
"""Nanoseconds in a day: simulated prices move round the clock."""

OWN_VOLATILITY: dict[AssetClass, float] = {"EQUITY": 0.012, "ETF": 0.002, "CRYPTO": 0.013}
"""Typical standard deviation of a day's log return, without market and group."""


class FairPrice:
    """The seed price times market, group and own deviation, in price increments and unrounded.

    The own deviation moves only on request, so silent instruments cost nothing. The loads tell how
    strongly it follows market and group; they depend on the seed, never on ``now``.
    """

    __slots__ = (
        "_anchor",
        "_group",
        "_market",
        "_moved",
        "_own",
        "_rng",
        "group_load",
        "market_load",
        "volatility",
    )

    def __init__(
        self, definition: InstrumentDefinition, factors: Factors, rng: random.Random, now: int
    ) -> None:
        self._anchor = float(definition.seed_price / definition.price_increment)
        self._market, self._group = factors.market, factors.group(definition)
        self.market_load, self.group_load = rng.uniform(0.7, 1.3), rng.uniform(0.8, 1.2)
        self.volatility = OWN_VOLATILITY[definition.asset_class] * rng.uniform(0.6, 1.4)
        self._own = rng.gauss(0.0, self.volatility)
        self._rng, self._moved = rng, now

    def price(self) -> float:
        market = self.market_load * self._market.level
        group = self.group_load * self._group.level
        return self._anchor * math.exp(market + group + self._own)

    def drift(self, ts: int, heat: float) -> None:
        """Move on to ``ts``; ``heat`` multiplies the variance."""
        days = (ts - self._moved) / DAY
        noise = self.volatility * math.sqrt(days * heat) * self._rng.gauss(0.0, 1.0)
        self._own = self._own * math.exp(-days / REVERSION) + noise
        self._moved = ts

    def jump(self, log_return: float) -> None:
        self._own += log_return

    def previous_close(self) -> float:
        """A plausible close of the day before."""
        return self._anchor * math.exp(self._rng.gauss(0.0, self.volatility / 3))
