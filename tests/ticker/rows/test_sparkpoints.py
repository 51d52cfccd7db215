from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dashboard.charts.examples import MINUTE, OPENS, any_bars, bar
from ticker.market.bar import Bar
from ticker.rows.sparkline import WIDTH
from ticker.rows.sparkpoints import STEP, SparkPoints


def course() -> SparkPoints:
    return SparkPoints(OPENS, OPENS + 390 * MINUTE)


def at(minute: int, close: str) -> Bar:
    return bar(OPENS + minute * MINUTE, close, close, close, close)


def test_the_last_close_of_each_step_counts() -> None:
    found = course()
    assert found.add_bars([at(0, "1"), at(1, "2"), at(12, "3"), at(13, "4"), at(389, "5")])
    assert found.closes == {0: 3, STEP: 4, WIDTH - STEP: 5}


def test_a_bar_that_comes_again_is_taken_as_it_is_now() -> None:
    found = course()
    found.add_bars([at(0, "1"), at(1, "2"), at(13, "3")])
    assert not found.add_bars([at(0, "9"), at(1, "2"), at(13, "3")])
    assert found.add_bars([at(1, "1.5")])
    assert found.closes == {0: 1.5, STEP: 3}


def test_what_is_outside_of_the_session_is_not_there() -> None:
    found = course()
    assert not found.add_bars([at(-1, "1"), at(390, "1"), Bar(ts_open=OPENS)])
    assert found.closes == {}


@settings(max_examples=30)
@given(any_bars(), st.randoms(use_true_random=False))
def test_closes_are_from_left_to_right_in_whatever_order_bars_came(
    bars: list[Bar], dice: Random
) -> None:
    whole, mixed = course(), course()
    whole.add_bars(bars)
    dice.shuffle(bars)
    mixed.add_bars(bars)
    assert list(whole.closes) == sorted(whole.closes)
    assert whole.closes == mixed.closes
