from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.chart import interval_length
from dashboard.charts.floats import Floats
from dashboard.charts.indicators import cumulative_vwap, moving_average
from dashboard.charts.sessions import session_spans
from tests.dashboard.charts.examples import MINUTE, OPENS, XNYS, bar
from ticker.market.bar import Bar


@given(st.lists(st.none() | st.floats(0.0001, 700_000)), st.integers(1, 60))
def test_an_average_is_that_of_the_last_closes(closes: list[float | None], count: int) -> None:
    found = moving_average(closes, count)
    known: list[float] = []
    for close, average in zip(closes, found, strict=True):
        if close is not None:
            known.append(close)
        if close is None or len(known) < count:
            assert average is None
        else:
            assert average == pytest.approx(sum(known[-count:]) / count, rel=1e-6, abs=1e-6)


def test_the_vwap_is_the_regular_sessions_and_begins_anew_each_day() -> None:
    day = 24 * 60 * MINUTE
    times = (OPENS - 10 * MINUTE, OPENS, OPENS + 5 * MINUTE, OPENS + day - MINUTE, OPENS + day)
    bars = [
        bar(ts, "10", "30", "10", price, "100") for ts, price in zip(times, PRICES, strict=True)
    ]
    bars.insert(3, Bar(ts_open=OPENS + 10 * MINUTE))
    floats = Floats.from_bars(bars)
    sessions = session_spans(floats.times, XNYS, MINUTE)
    assert list(cumulative_vwap(floats, sessions)) == [None, 20, 25, 25, None, 12]


PRICES = ("10", "20", "30", "11", "12")


def test_an_hour_in_which_the_market_opens_counts() -> None:
    bars = [bar(OPENS - 30 * MINUTE, "10", "10", "10", "10")]
    floats = Floats.from_bars(bars)
    sessions = session_spans(floats.times, XNYS, interval_length("1h"))
    assert list(cumulative_vwap(floats, sessions)) == [10]
