from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal

from msgspec import Struct

from ticker.market.instruments import InstrumentDefinition
from ticker.rows import formats

PRICES = 790
"""Units from the top for prices; volume has the rest."""

PADDING = Decimal("0.08")
"""Room above and below, as a share of the price range: for prices to come, and for labels."""

LEAST_SHARE = Decimal("0.002")
"""The least range, as a share of the price: a cent is no mountain."""

LEAST_QUANTA = 4
MOST_STEPS = 6
NICE = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5))
EDGE = 14
"""Units between a labelled tick and the edge of the prices."""


class Scale(Struct, frozen=True):
    """``factor`` is units per unit of currency."""

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]
    top: float
    factor: float

    @classmethod
    def from_prices(cls, low: Decimal, high: Decimal, definition: InstrumentDefinition) -> Scale:
        """A scale with room around these prices."""
        quantum = quantum_of(definition, high)
        low, high = _padded_range(low, high, quantum)
        bare = cls(low, high, (), float(high), PRICES / float(high - low))
        step = _step((high - low) / MOST_STEPS, quantum)
        ticks, tick = [], (low / step).to_integral_value(ROUND_CEILING) * step
        while tick <= high:
            if EDGE <= bare.y(tick) <= PRICES - EDGE:
                ticks.append(tick)
            tick += step
        return cls(low, high, tuple(ticks), bare.top, bare.factor)

    def contains(self, price: Decimal) -> bool:
        return self.low <= price <= self.high

    def y(self, price: Decimal | float) -> int:
        """Units from the top of the plot."""
        return round((self.top - float(price)) * self.factor)

    def ys(self, prices: Iterable[float]) -> list[int]:
        top, factor = self.top, self.factor
        return [round((top - price) * factor) for price in prices]


def quantum_of(definition: InstrumentDefinition, price: Decimal) -> Decimal:
    """The least difference that labels up to this price can show."""
    increment = definition.price_increment
    places = formats.decimals(definition, price)
    finest = Decimal(1).scaleb(-places)
    is_own = increment >= finest and formats.decimals(definition, Decimal(1)) == places
    return increment.normalize() if is_own else finest


def _padded_range(low: Decimal, high: Decimal, quantum: Decimal) -> tuple[Decimal, Decimal]:
    least = max(LEAST_QUANTA * quantum, abs(high) * LEAST_SHARE)
    missing = max(least - (high - low), Decimal(0)) / 2
    padding = (high - low + 2 * missing) * PADDING + missing
    # Positive prices never need the range below zero.
    floor = Decimal(0) if low >= 0 else low - padding
    return max(low - padding, floor), high + padding


def _step(least: Decimal, quantum: Decimal) -> Decimal:
    """The smallest nice step of at least ``least`` that is a whole number of quanta."""
    exponent = least.adjusted()
    while True:
        for nice in NICE:
            step = nice.scaleb(exponent)
            if step >= least and not step % quantum:
                return step
        exponent += 1
