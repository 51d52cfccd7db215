from __future__ import annotations

import pytest

from dashboard.charts.drawing import draw_chart
from dashboard.charts.floats import Floats
from dashboard.charts.indicators import cumulative_vwap, moving_average
from dashboard.charts.paths import CENTRE, STEP
from dashboard.charts.sessions import session_spans
from tests.dashboard.charts.examples import MINUTE, XNYS, chart, walk
from tests.dashboard.charts.svg import corners

BARS = walk(1200, "1m")


@pytest.mark.parametrize("count", [60, 1200])
def test_a_line_has_a_point_at_each_bar(count: int) -> None:
    bars = BARS[:count]
    closes = [None if bar.close is None else float(bar.close) for bar in bars]
    floats = Floats.from_bars(bars)
    drawing = draw_chart(chart(bars, interval="1m"))
    shapes = dict(drawing.shapes)
    for css, prices in {
        "sma20": moving_average(closes, 20),
        "sma50": moving_average(closes, 50),
        "vwap": cumulative_vwap(floats, session_spans(floats.times, XNYS, MINUTE)),
    }.items():
        assert sorted(set(corners(shapes[css]))) == [
            (place * STEP + CENTRE, drawing.frame.scale.y(price))
            for place, price in enumerate(prices)
            if price is not None
        ]
