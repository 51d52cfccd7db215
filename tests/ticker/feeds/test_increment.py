"""A float as a price: on the grid, and no price left as it is."""

from __future__ import annotations

import math
import struct
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.feeds.increment import round_to_increment

CENT = Decimal("0.01")


def single(value: float) -> float:
    """As it arrives where floats have 32 bits."""
    found: float = struct.unpack("f", struct.pack("f", value))[0]
    return found


@given(st.integers(1, 9_999_999))
def test_what_went_through_a_float_of_32_bits_is_what_it_was(cents: int) -> None:
    assert round_to_increment(single(cents / 100), CENT) == cents * CENT


@pytest.mark.parametrize(
    ("value", "increment", "text"),
    [
        (246.89999389648438, "0.01", "246.90"),
        (0.1, "0.0001", "0.1000"),
        (101.123, "0.05", "101.10"),
        (0.004, "0.01", "0.00"),
        (-1.5, "0.01", "-1.50"),
    ],
)
def test_the_nearest_multiple(value: float, increment: str, text: str) -> None:
    assert str(round_to_increment(value, Decimal(increment))) == text


@pytest.mark.parametrize("value", [math.inf, -math.inf, 1e35])
def test_what_is_beyond_all_prices_is_left(value: float) -> None:
    assert round_to_increment(value, CENT) == Decimal(value)


def test_what_is_no_number_stays_none() -> None:
    assert round_to_increment(math.nan, CENT).is_nan()
