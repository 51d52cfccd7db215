from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.charts.chart import Chart
from dashboard.charts.floats import Floats, prices_of, sizes_of
from tests.dashboard.charts.examples import any_bars, chart
from ticker.bar import Bar

decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**15)


@given(st.lists(decimals))
def test_they_are_what_float_makes_of_them(found: list[Decimal]) -> None:
    assert sizes_of(found) == [float(each) for each in found]
    assert prices_of([None, *found]) == [None, *(float(each) for each in found)]


@given(any_bars(most=8))
@settings(max_examples=40)
def test_places_are_those_of_the_extremes(bars: list[Bar]) -> None:
    shown: Chart = chart(bars[:-1], forming=bars[-1]) if bars else chart([])
    floats = Floats.of(shown.all_bars)
    priced = [each for each in bars if each.close is not None]
    highest, lowest = shown.at(floats.highest), shown.at(floats.lowest)
    if priced:
        assert highest is not None
        assert lowest is not None
        assert highest.high == max(each.high for each in priced if each.high is not None)
        assert lowest.low == min(each.low for each in priced if each.low is not None)
        assert (shown.at(floats.oldest), shown.at(floats.newest)) == (priced[0], priced[-1])
    else:
        assert (highest, lowest, floats.oldest, floats.newest) == (None, None, None, None)
    busiest = shown.at(floats.busiest)
    assert (busiest and busiest.volume) == max((each.volume for each in bars), default=None)
    assert floats.first(1) == Floats.of(bars[:1])
