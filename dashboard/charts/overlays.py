"""The overlays of a chart, as shapes."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.charts.chart import Chart, Overlay
from dashboard.charts.floats import Floats
from dashboard.charts.indicators import cumulative_vwap, moving_average
from dashboard.charts.lines import line
from dashboard.charts.paths import Shape
from dashboard.charts.scale import Scale
from dashboard.charts.sessions import SessionSpan, date_starts

AVERAGES: dict[Overlay, int] = {"sma50": 50, "sma20": 20}
"""Closes in each average; the longer one is drawn first."""


def overlays(
    chart: Chart, floats: Floats, scale: Scale, spans: Sequence[SessionSpan]
) -> list[Shape]:
    """``spans`` is empty for daily bars, which have no cumulative VWAP."""
    shapes: list[Shape] = []
    before = Floats.from_bars(chart.warmup_bars).closes
    for overlay, count in AVERAGES.items():
        if overlay in chart.overlays:
            averages = moving_average([*before, *floats.closes], count)
            shapes += line(overlay, averages[len(before) :], scale)
    if "vwap" in chart.overlays and spans:
        prices = list(cumulative_vwap(floats, spans))
        shapes += line("vwap", prices, scale, starts=date_starts(spans))
    return shapes
