from __future__ import annotations

import random
from decimal import Decimal

import pytest
from msgspec import structs

from dashboard.boards.ordering import sort_levels
from ticker.market.level1 import Level1
from ticker.rows.columns import COLUMNS

A = Level1(symbol="XNYS:A", name="b", last=Decimal(2))
B = Level1(symbol="XNYS:B", name="a", last=Decimal(10))
C = Level1(symbol="XNYS:C", name="C", last=Decimal(2))
NONE = Level1(symbol="XNYS:N", name="n")


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("last", [A, C, B, NONE]),
        ("-last", [B, A, C, NONE]),
        ("name", [B, A, C, NONE]),
        ("-symbol", [NONE, C, B, A]),
    ],
)
def test_ties_go_by_symbol_and_missing_values_come_last(sort: str, expected: list[Level1]) -> None:
    levels = [A, B, C, NONE]
    random.Random(sort).shuffle(levels)  # noqa: S311
    assert sort_levels(levels, sort) == expected


def test_without_a_sort_the_order_stays() -> None:
    assert sort_levels([C, A, B], "") == [C, A, B]


@pytest.mark.parametrize("key", [key for key in COLUMNS if not COLUMNS[key].is_drawing])
def test_every_column_sorts_both_ways(key: str) -> None:
    full = structs.replace(
        A,
        bid=Decimal(1),
        ask=Decimal(2),
        bid_size=Decimal(1),
        ask_size=Decimal(1),
        volume=Decimal(5),
        vwap=Decimal(2),
        open=Decimal(1),
        high=Decimal(3),
        low=Decimal(1),
        prev_close=Decimal(1),
        status="LIVE",
        ts_event=7,
    )
    for sort in (key, f"-{key}"):
        assert {level.symbol for level in sort_levels([full, NONE], sort)} == {"XNYS:A", "XNYS:N"}
        if key not in ("symbol", "name"):
            assert sort_levels([NONE, full], sort) == [full, NONE]
