"""A float as the price that it stands for: floats are what some providers send."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation


def quantised(value: float, increment: Decimal) -> Decimal:
    """The multiple of ``increment`` that is nearest. What is no price (NaN, infinite, beyond all
    digits) is left as it is, for the market to refuse it by its reason."""
    exact = Decimal(value)
    try:
        return (exact / increment).quantize(Decimal(1), ROUND_HALF_EVEN) * increment
    except InvalidOperation:
        return exact
