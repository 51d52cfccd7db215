"""Level 1: what follows from its figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.examples import decimal, figures_line, level


@pytest.mark.parametrize(
    ("last", "prev_close", "derived"),
    [
        ("182.91", "184.10", "-1.19 -0.65"),
        ("184.10", "184.10", "0.00 0.00"),
        ("100.125", "100", "0.125 0.12"),
        ("100.375", "100", "0.375 0.38"),
        ("999999999", "0.000000000001", "999999998.999999999999 99999999899999999999900.00"),
        (None, "184.10", "- -"),
        ("182.91", None, "- -"),
    ],
)
def test_change(last: str | None, prev_close: str | None, derived: str) -> None:
    found = level(last=decimal(last), prev_close=decimal(prev_close))
    assert figures_line(found, "chg chg_pct") == derived


def test_no_percent_of_a_close_at_zero() -> None:
    assert figures_line(level(last=Decimal(1), prev_close=Decimal(0)), "chg chg_pct") == "1 -"


@pytest.mark.parametrize(
    ("bid", "ask", "spread"),
    [("1.00", "1.02", "0.02"), ("1.02", "1.00", "-0.02"), (None, "1", "-"), ("1", None, "-")],
)
def test_spread(bid: str | None, ask: str | None, spread: str) -> None:
    assert figures_line(level(bid=decimal(bid), ask=decimal(ask)), "spread") == spread


@pytest.mark.parametrize(
    ("status", "is_held"),
    [
        ("HALTED T1", True),
        ("STALE 12s", True),
        ("ENDED", True),
        ("LIVE", False),
        ("CLOSED", False),
        ("", False),
    ],
)
def test_held(status: str, is_held: bool) -> None:
    assert level(status=status).is_frozen is is_held
