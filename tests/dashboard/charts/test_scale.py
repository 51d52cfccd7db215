from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from dashboard.charts.scale import EDGE, PRICES, Scale
from tests.dashboard.charts.examples import BITCOIN, IBM
from ticker.market.instruments import InstrumentDefinition
from ticker.rows import formats

PRICE = st.decimals("0.0001", "700000", places=4)
DEFINITIONS = st.sampled_from(
    [
        IBM,
        BITCOIN,
        structs.replace(IBM, price_increment=Decimal("0.25")),
        structs.replace(IBM, price_increment=Decimal(1), currency="JPY"),
        structs.replace(BITCOIN, price_increment=Decimal("0.00000001")),
    ]
)


def texts(low: str, high: str, definition: InstrumentDefinition = IBM) -> list[str]:
    scale = Scale.from_prices(Decimal(low), Decimal(high), definition)
    return [formats.price(tick, definition) for tick in scale.ticks]


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        ("179.50", "182.00", ["179.50", "180.00", "180.50", "181.00", "181.50", "182.00"]),
        ("0.0001", "0.0001", ["0.0001", "0.0002", "0.0003"]),
        (
            "699000",
            "701000",
            ["699,000.00", "699,500.00", "700,000.00", "700,500.00", "701,000.00"],
        ),
        ("10.00", "10.00", ["9.98", "9.99", "10.00", "10.01", "10.02"]),
        ("0.9950", "1.0050", ["0.9800", "0.9900", "1.00", "1.01", "1.02"]),
    ],
)
def test_ticks_are_round_prices(low: str, high: str, labels: list[str]) -> None:
    assert texts(low, high) == labels


@given(PRICE, PRICE, DEFINITIONS)
def test_ticks_rise_in_equal_nice_steps_and_are_told_exactly(
    one: Decimal, other: Decimal, definition: InstrumentDefinition
) -> None:
    scale = Scale.from_prices(min(one, other), max(one, other), definition)
    ticks = scale.ticks
    assert 1 <= len(ticks) <= 7
    steps = {after - before for before, after in pairwise(ticks)}
    assert len(steps) <= 1
    assert {int(step.normalize().scaleb(2 - step.adjusted())) for step in steps} <= {
        100,
        200,
        250,
        500,
    }
    labels = [formats.price(tick, definition) for tick in ticks]
    assert [Decimal(label.replace(",", "")) for label in labels] == list(ticks)


@given(PRICE, PRICE, DEFINITIONS)
def test_all_prices_are_within_and_have_room(
    one: Decimal, other: Decimal, definition: InstrumentDefinition
) -> None:
    low, high = min(one, other), max(one, other)
    scale = Scale.from_prices(low, high, definition)
    assert scale.low <= low <= high < scale.high
    assert 0 < scale.y(high) <= scale.y(low) <= PRICES
    assert scale.contains(low)
    assert scale.contains(high)
    assert scale.low >= 0
    assert not scale.contains(scale.high * 2)
    assert all(EDGE <= scale.y(tick) <= PRICES - EDGE for tick in scale.ticks)


def test_a_price_below_zero_has_a_scale_too() -> None:
    scale = Scale.from_prices(Decimal(-40), Decimal(10), IBM)
    assert scale.low < -40
    assert [int(tick) for tick in scale.ticks] == [-40, -30, -20, -10, 0, 10]
