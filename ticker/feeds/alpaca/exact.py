"""Alpaca's numbers, floats of 64 bits, as the decimals that they were written as."""

from __future__ import annotations

from decimal import Decimal

from ticker.feeds.increment import quantised
from ticker.market.instruments import InstrumentDefinition


def price_of(value: float, its: InstrumentDefinition) -> Decimal:
    """With the decimals of its price increment. One that lies between two increments, as where a
    trade is in the middle of a quote, or below $1, is kept to its last digit."""
    written = number_of(value)
    on_grid = quantised(value, its.price_increment)
    return on_grid if on_grid == written else written


def number_of(value: float) -> Decimal:
    """The shortest that is this float."""
    return Decimal(repr(value))
