"""Alpaca's numbers, 64-bit floats, as the decimals they were written as."""

from __future__ import annotations

from decimal import Decimal

from ticker.feeds.increment import quantised
from ticker.market.instruments import InstrumentDefinition


def price_of(value: float, its: InstrumentDefinition) -> Decimal:
    """The price with the decimals of its increment. A price between two increments, such as a
    midpoint trade or one below $1, keeps all its digits."""
    written = number_of(value)
    on_grid = quantised(value, its.price_increment)
    return on_grid if on_grid == written else written


def number_of(value: float) -> Decimal:
    """The shortest decimal that is this float."""
    return Decimal(repr(value))
