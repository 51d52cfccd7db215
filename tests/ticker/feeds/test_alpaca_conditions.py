"""What a trade counts in, by its sale conditions and the plan that it is reported to."""

from __future__ import annotations

import pytest

from ticker.feeds.alpaca.conditions import has_volume, is_official, trade_flags
from ticker.market.events import INELIGIBLE, LATE


@pytest.mark.parametrize(
    ("conditions", "tape", "flags"),
    [
        ("", "A", 0),
        (" ", "A", 0),
        ("@", "C", 0),
        ("@F", "C", 0),
        (" FX", "B", 0),
        ("@O", "C", 0),
        ("@5", "C", 0),
        ("@6", "C", 0),
        ("@9", "C", 0),
        (" FI", "A", INELIGIBLE),
        ("@I", "C", INELIGIBLE),
        ("C", "B", INELIGIBLE),
        ("N", "C", INELIGIBLE),
        ("R", "A", INELIGIBLE),
        (" H", "A", INELIGIBLE),
        (" 7V", "B", INELIGIBLE),
        (" U", "A", INELIGIBLE),
        ("@W", "C", INELIGIBLE),
        (" B", "A", INELIGIBLE),
        (" B", "B", INELIGIBLE),
        ("@B", "C", 0),
        ("@Z", "C", LATE),
        (" P", "A", LATE),
        ("@4", "C", LATE),
        ("@G", "C", LATE),
        ("@4W", "C", INELIGIBLE),
        ("@T", "C", INELIGIBLE),
    ],
)
def test_what_counts_in_the_regular_session(conditions: str, tape: str, flags: int) -> None:
    assert trade_flags(list(conditions), tape, is_regular=True) == flags


def test_extended_hours_make_last_where_they_are() -> None:
    assert trade_flags(["@", "F", "T"], "C", is_regular=False) == 0
    assert trade_flags(["@", "T", "I"], "C", is_regular=False) == INELIGIBLE


def test_official_prices_are_no_trades() -> None:
    assert [each for each in "MQ69OI@" if is_official([each])] == ["M", "Q"]


def test_a_corrected_close_has_no_volume() -> None:
    assert [each for each in "MQ69OI@" if not has_volume([each])] == ["9"]
