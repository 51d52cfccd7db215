"""The line of a feed's pace stays in its picture, and its floor is nothing."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from dashboard.feeds.ratesparkline import FLOOR, rate_sparkline
from ticker.live.eventrates import SECONDS_KEPT
from ticker.rows.sparkline import EDGE, EMPTY, WIDTH


def points(d: str) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in re.findall(r"[ML](\d+) (\d+)", d)]


def test_silence_lies_on_the_floor_and_nothing_is_no_line() -> None:
    assert rate_sparkline([]) == EMPTY
    line = rate_sparkline([(SECONDS_KEPT, 0.0), (0.0, 0.0)])
    assert points(line.d) == [(0, FLOOR), (WIDTH, FLOOR)]
    assert line.prev == f"M0 {FLOOR}h{WIDTH}"


def test_the_greatest_pace_is_at_the_top_and_now_at_the_right() -> None:
    assert points(rate_sparkline([(30.0, 5.0), (0.0, 10.0)]).d) == [
        (WIDTH // 2, (FLOOR + EDGE) // 2),
        (WIDTH, EDGE),
    ]


@given(st.lists(st.tuples(st.floats(0, SECONDS_KEPT), st.floats(0, 1e9)), min_size=1, max_size=61))
def test_it_stays_in_its_picture(rates: list[tuple[float, float]]) -> None:
    found = points(rate_sparkline(rates).d)
    assert len(found) == len(rates)
    assert all(0 <= x <= WIDTH and EDGE <= y <= FLOOR for x, y in found)
