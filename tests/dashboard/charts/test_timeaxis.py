from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.chart import interval_length
from dashboard.charts.paths import STEP
from dashboard.charts.timeaxis import CHARACTER, GAP, TimeAxis, TimeLabel
from tests.dashboard.charts.examples import MINUTE, OPENS, times, walk
from ticker.market.bar import Bar, Interval
from ticker.market.sessions import NEW_YORK


def texts(bars: list[Bar], interval: Interval, pixels: int) -> list[str]:
    labels = TimeAxis(times(bars), interval, NEW_YORK).labels(len(bars), pixels)
    return [label.text for label in labels]


def test_a_day_has_hours_in_exchange_time() -> None:
    day = walk(78, "5m")
    assert texts(day, "5m", 640) == [
        "10:00",
        "10:30",
        "11:00",
        "11:30",
        "12:00",
        "12:30",
        "13:00",
        "13:30",
        "14:00",
        "14:30",
        "15:00",
        "15:30",
    ]
    assert texts(day, "5m", 290) == ["10:00", "12:00", "14:00"]


def test_days_are_told_where_they_begin() -> None:
    regular = [
        Bar(ts_open=OPENS + (day * 24 * 60 + at) * MINUTE)
        for day in (0, 1, 2, 5, 6)
        for at in range(0, 390, 15)
    ]
    assert texts(regular, "15m", 290) == ["Thu 5", "Fri 6", "Mon 9", "Tue 10"]


def test_months_and_the_year_among_them() -> None:
    assert texts(walk(252, "1d"), "1d", 640) == [
        *("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "2022", "Feb"),
    ]


def test_years_of_weeks() -> None:
    assert texts(walk(260, "1w"), "1w", 290) == ["2022", "2023", "2024", "2025", "2026"]


@pytest.mark.parametrize("pixels", [290, 640, 1200])
@given(gaps=st.lists(st.sampled_from([1, 7, 900]), max_size=80), room=st.integers(0, 40))
def test_no_label_reaches_into_another_or_over_the_edge(
    gaps: list[int], room: int, pixels: int
) -> None:
    bars = [Bar(ts_open=OPENS + sum(gaps[: n + 1]) * 5 * MINUTE) for n in range(len(gaps))]
    slots = len(bars) + room + 1
    labels = TimeAxis(times(bars), "5m", NEW_YORK).labels(slots, pixels)
    spans = [span(label, slots * STEP, pixels) for label in labels]
    assert all(left >= 0 and right <= pixels for left, right in spans)
    assert all(before[1] + GAP <= after[0] + 0.001 for before, after in pairwise(spans))


@given(st.integers(1, 1500), st.sampled_from(["1m", "5m", "15m", "1h", "1d", "1w"]))
def test_long_charts_have_labels(count: int, interval: Interval) -> None:
    bars = walk(min(count, 300), interval)
    labels = TimeAxis(times(bars), interval, NEW_YORK).labels(len(bars) + 1, 290)
    if (bars[-1].ts_open - bars[0].ts_open) > 60 * interval_length("1d"):
        assert labels
    assert len(labels) <= 290 / (3 * CHARACTER + GAP) + 1


def span(label: TimeLabel, width: int, pixels: int) -> tuple[float, float]:
    at, wide = label.x / width * pixels, len(label.text) * CHARACTER
    left = {"start": at, "middle": at - wide / 2, "end": at - wide}[label.anchor]
    return left, left + wide
