"""Seconds and bytes of a chart of a thousand bars, and of sparklines beside rows, on one core:
python -m benchmarks.drawing"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from ticker.market.bar import Bar

BARS = 1_000
REPEATS, HISTORY_REPEATS = 60, 5
OPEN_NS = 1_772_614_800 * 10**9
"""2026-03-04 04:00 in New York."""

MINUTE = 60 * 10**9
URLS = {"bars": "/bars/", "readout": "/readout/", "table": "/table/", "svg": "/chart.svg"}


class DrawingCosts(Struct):
    """``draw`` is seconds for the plot's HTML and ``live`` for what a tick sends; ``geometry`` is
    the bytes of its paths, ``html`` those of the whole plot. ``sparkline`` is seconds for one of a
    whole day; ``board`` and ``board_bytes`` are a board's rows with one each to those without.
    ``past`` is seconds for what a page of the simulated market shows first of a symbol's past."""

    draw: float
    live: float
    geometry: float
    html: float
    sparkline: float
    board: float
    board_bytes: float
    history: float


def measure_drawing_costs() -> DrawingCosts:
    """Candles with volume, VWAP and two averages, from the bars to the text."""
    from django.template.loader import render_to_string

    from benchmarks.sparkrows import measure_spark_costs
    from dashboard.charts.chart import Chart
    from dashboard.charts.choices import ChartChoices
    from dashboard.charts.drawing import draw_chart
    from dashboard.charts.livelayer import live_layer
    from ticker.market.instruments import InstrumentDefinition
    from ticker.market.sessions import calendars
    from ticker.rows.sparkline import sparkline
    from ticker.rows.sparkpoints import SparkPoints

    bars = _random_walk(BARS + 1)
    chart = Chart(
        definition=InstrumentDefinition(symbol="XNYS:IBM", name="IBM", asset_class="EQUITY"),
        calendar=calendars()["XNYS"],
        bars=bars[:BARS],
        range="1d",
        interval="1m",
        prev_close=Decimal(180),
    )
    frame = draw_chart(chart).frame

    def plot() -> str:
        context = {
            "chart": (drawing := draw_chart(chart)),
            "layer": live_layer(drawing.frame, (), None),
            "choices": ChartChoices(),
            "urls": URLS,
        }
        return render_to_string("partials/chart_plot.html", context)

    def layer() -> str:
        context = {"id": chart.id, "layer": live_layer(frame, bars[BARS:], bars[BARS].close)}
        return render_to_string("partials/chart_live.html", context)

    day = SparkPoints(OPEN_NS, OPEN_NS + 390 * MINUTE)
    day.add_bars(bars)
    beside = measure_spark_costs(bars)
    return DrawingCosts(
        draw=_median_seconds(plot),
        live=_median_seconds(layer),
        geometry=sum(len(shape.d) for shape in draw_chart(chart).shapes),
        html=len(plot().encode()),
        sparkline=_median_seconds(lambda: sparkline(day.closes, Decimal(180))),
        board=beside.ratio,
        board_bytes=beside.bytes_ratio,
        history=_median_seconds(_simulate_history, HISTORY_REPEATS),
    )


def _simulate_history() -> object:
    """Five years of days, and the minutes of today: nothing is known of it before."""
    from ticker.feeds.simulated import SimulatedFeed
    from ticker.market.instruments import CSV_FILE, Universe, read_definitions

    feed = SimulatedFeed(Universe(read_definitions(CSV_FILE)), start_ns=OPEN_NS + 6 * 60 * MINUTE)
    history = feed.history()
    assert history is not None, "its start is given"
    today = date(2026, 3, 4)
    return history.daily_bars("XNYS:IBM"), history.minute_bars("XNYS:IBM", today)


def _median_seconds(do: Callable[[], object], repeats: int = REPEATS) -> float:
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        do()
        seconds.append(time.process_time() - start)
    return median(seconds)


def _random_walk(count: int) -> Sequence[Bar]:
    """A busy day: every minute has wicks and a body."""
    from ticker.market.bar import Bar

    chance, cent, at = random.Random(1), Decimal("0.01"), Decimal(180)  # noqa: S311
    bars = []
    for number in range(count):
        points = [at]
        for _ in range(4):
            at = (at * Decimal(1 + chance.gauss(0, 0.0008))).quantize(cent)
            points.append(at)
        volume = Decimal(int(chance.lognormvariate(8, 0.8)))
        bars.append(
            Bar(
                ts_open=OPEN_NS + number * MINUTE,
                open=points[0],
                high=max(points),
                low=min(points),
                close=at,
                volume=volume,
                trade_count=9,
                notional=volume * sum(points) / len(points),
                priced_volume=volume,
            )
        )
    return bars


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stock_ticker.settings")
    import django

    django.setup()
    sys.stdout.buffer.write(msgspec.json.encode(measure_drawing_costs()))
