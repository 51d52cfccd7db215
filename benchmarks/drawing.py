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
REPEATS, PASTS = 60, 5
OPENS = 1_772_614_800 * 10**9
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
    past: float


def drawing_costs() -> DrawingCosts:
    """Candles with volume, VWAP and two averages, from the bars to the text."""
    from django.template.loader import render_to_string

    from benchmarks.sparkrows import spark_costs
    from dashboard.charts.chart import Chart
    from dashboard.charts.choices import ChartChoices
    from dashboard.charts.drawing import drawn
    from dashboard.charts.livelayer import live
    from ticker.market.instruments import InstrumentDefinition
    from ticker.market.sessions import calendars
    from ticker.rows.sparkline import sparkline
    from ticker.rows.sparkpoints import Course

    bars = _walk(BARS + 1)
    chart = Chart(
        definition=InstrumentDefinition(symbol="XNYS:IBM", name="IBM", asset_class="EQUITY"),
        calendar=calendars()["XNYS"],
        bars=bars[:BARS],
        range="1d",
        interval="1m",
        prev_close=Decimal(180),
    )
    frame = drawn(chart).frame

    def plot() -> str:
        context = {
            "chart": (drawing := drawn(chart)),
            "layer": live(drawing.frame, (), None),
            "choices": ChartChoices(),
            "urls": URLS,
        }
        return render_to_string("partials/chart_plot.html", context)

    def layer() -> str:
        context = {"id": chart.id, "layer": live(frame, bars[BARS:], bars[BARS].close)}
        return render_to_string("partials/chart_live.html", context)

    day = Course(OPENS, OPENS + 390 * MINUTE)
    day.take(bars)
    beside = spark_costs(bars)
    return DrawingCosts(
        draw=_middle(plot),
        live=_middle(layer),
        geometry=sum(len(shape.d) for shape in drawn(chart).shapes),
        html=len(plot().encode()),
        sparkline=_middle(lambda: sparkline(day.closes, Decimal(180))),
        board=beside.ratio,
        board_bytes=beside.bytes_ratio,
        past=_middle(_past, PASTS),
    )


def _past() -> object:
    """Five years of days, and the minutes of today: nothing is known of it before."""
    from ticker.feeds.simulated import Simulated
    from ticker.market.instruments import CSV_FILE, Universe, read_definitions

    feed = Simulated(Universe(read_definitions(CSV_FILE)), start_ns=OPENS + 6 * 60 * MINUTE)
    history = feed.history()
    assert history is not None, "its start is given"
    today = date(2026, 3, 4)
    return history.days("XNYS:IBM"), history.minutes("XNYS:IBM", today)


def _middle(do: Callable[[], object], repeats: int = REPEATS) -> float:
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        do()
        seconds.append(time.process_time() - start)
    return median(seconds)


def _walk(count: int) -> Sequence[Bar]:
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
                ts_open=OPENS + number * MINUTE,
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
    sys.stdout.buffer.write(msgspec.json.encode(drawing_costs()))
