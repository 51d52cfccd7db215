"""Floats of providers as exact prices."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation


def round_to_increment(value: float, increment: Decimal) -> Decimal:
    """The nearest multiple of ``increment``. NaN, infinity and numbers beyond all digits are
    returned unchanged: the market rejects them by reason."""
    exact = Decimal(value)
    try:
        return (exact / increment).quantize(Decimal(1), ROUND_HALF_EVEN) * increment
    except InvalidOperation:
        return exact
