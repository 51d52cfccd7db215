"""Sizes of quotes and trades on an instrument's size grid."""

from __future__ import annotations

import math
import random
from decimal import Decimal

from ticker.market.instruments import AssetClass, InstrumentDefinition

NOTIONAL: dict[AssetClass, float] = {"EQUITY": 15_000.0, "ETF": 40_000.0, "CRYPTO": 2_500.0}
"""A typical trade's value in the instrument's currency."""

QUOTED = 3.0
"""Typical trades in one side of a typical quote."""


class Sizes:
    """Exponential about the typical size, at least a hundredth of it."""

    __slots__ = ("_increment", "_least", "_lot", "_random", "_typical", "mean")

    def __init__(self, definition: InstrumentDefinition, rng: random.Random) -> None:
        increment = definition.size_increment
        unit_value = float(definition.seed_price) * float(increment)
        self._typical = NOTIONAL[definition.asset_class] / unit_value
        self._least = max(1, int(self._typical / 100))
        # Where sizes are divisible, as on crypto venues, there are no round lots.
        self._lot = int(definition.round_lot / increment) if increment >= 1 else 1
        self._increment, self._random = increment, rng.random
        self.mean = self._typical + self._least + self._lot / 4

    def quote(self) -> Decimal:
        return self._increment * self._in_lots(self._draw(self._typical * QUOTED))

    def trade(self) -> Decimal:
        """Half the trades are in round lots."""
        units = self._draw(self._typical)
        return self._increment * (self._in_lots(units) if self._random() < 0.5 else units)

    def total(self, trades: float) -> Decimal:
        """The approximate size of so many trades; at least one round lot."""
        return self._increment * self._in_lots(int(self.mean * trades))

    def _draw(self, typical: float) -> int:
        return self._least - int(typical * math.log(1.0 - self._random()))

    def _in_lots(self, units: int) -> int:
        return units if self._lot == 1 else self._lot * (1 + units // self._lot)
