"""Alpaca's numbers, 64-bit floats, as the decimals they were written as."""

from __future__ import annotations

from decimal import Decimal

from ticker.feeds.increment import round_to_increment
from ticker.market.instruments import InstrumentDefinition


def exact_price(value: float, definition: InstrumentDefinition) -> Decimal:
    """The price with the decimals of its increment. A price between two increments, such as a
    midpoint trade or one below $1, keeps all its digits."""
    written = exact_number(value)
    on_grid = round_to_increment(value, definition.price_increment)
    return on_grid if on_grid == written else written


def exact_number(value: float) -> Decimal:
    """The shortest decimal that is this float."""
    return Decimal(repr(value))
