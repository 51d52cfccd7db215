from __future__ import annotations

from decimal import Decimal

import pytest

from dashboard.charts.chart import Chart
from dashboard.charts.floats import Floats
from dashboard.charts.sentence import sentence
from tests.dashboard.charts.examples import FOUR, bar, chart, opens
from ticker.market.bar import Bar

WEEK = opens(1, "1w")[0]


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (
            chart(prev_close=Decimal(180)),
            (
                "IBM, 1D, 5m candles: 181.00, up 0.56% since 180.00; "
                "high 182.00 at 09:35, low 179.50 at 09:30; 4 bars."
            ),
        ),
        (
            chart(FOUR[2:3], kind="line"),
            (
                "IBM, 1D, 5m line: 181.00, down 0.44% since 181.80; "
                "high 181.90 at 09:40, low 180.90 at 09:40; 1 bar."
            ),
        ),
        (
            chart(FOUR[3:], kind="area"),
            (
                "IBM, 1D, 5m area: 181.00, unchanged since 181.00; "
                "high 181.00 at 09:45, low 181.00 at 09:45; 1 bar."
            ),
        ),
        (
            chart([bar(WEEK, "1", "3", "1", "2")], range="5y", interval="1w"),
            (
                "IBM, 5Y, 1w candles: 2.00, up 100.00% since 1.00; "
                "high 3.00 in the week of 2021-03-01, low 1.00 in the week of 2021-03-01; 1 bar."
            ),
        ),
        (chart([]), "IBM, 1D, 5m candles: no trades in this range yet."),
        (
            chart([Bar(ts_open=WEEK)]),
            "IBM, 1D, 5m candles: no trades in this range yet; 1 bar.",
        ),
    ],
)
def test_it_says_what_there_is_to_see(shown: Chart, words: str) -> None:
    assert sentence(shown, Floats.from_bars(shown.all_bars)) == words
