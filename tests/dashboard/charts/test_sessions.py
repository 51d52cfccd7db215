from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.sessions import date_starts, session_spans
from tests.dashboard.charts.examples import MINUTE, OPENS, times
from ticker.market.bar import Bar
from ticker.market.sessions import calendars

HOUR = 60 * MINUTE
CLOCK_CHANGES = OPENS + 4 * 24 * HOUR
"""Sunday 2026-03-08 in New York has 23 hours."""


@pytest.mark.parametrize("calendar", ["XNYS", "24/7"])
@pytest.mark.parametrize("length", [MINUTE, HOUR])
@given(gaps=st.lists(st.sampled_from([1, 1, 1, 7, 30]), max_size=60), back=st.integers(0, 48))
def test_each_bar_is_of_the_session_in_which_it_ends(
    calendar: str, length: int, gaps: list[int], back: int
) -> None:
    its = calendars()[calendar]
    begins = CLOCK_CHANGES - back * HOUR
    bars = [Bar(ts_open=begins + sum(gaps[:n]) * length) for n in range(len(gaps))]
    found = list(session_spans(times(bars), its, length))
    assert [place for each in found for place in range(each.start, each.end)] == [*range(len(bars))]
    for each in found:
        for bar in bars[each.start : each.end]:
            assert its.at(bar.ts_open + length - 1) == each.session
    dates = [each.session.trade_date for each in found for _ in range(each.start, each.end)]
    changes = [n for n, (before, now) in enumerate(pairwise(dates), start=1) if before != now]
    assert date_starts(found) == changes
