"""The overlays of a chart, as shapes."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.charts.chart import Chart, Overlay
from dashboard.charts.floats import Floats
from dashboard.charts.indicators import cumulative_vwap, moving_average
from dashboard.charts.lines import line
from dashboard.charts.paths import Shape
from dashboard.charts.scale import Scale
from dashboard.charts.sessions import Stretch, date_starts

AVERAGES: dict[Overlay, int] = {"sma50": 50, "sma20": 20}
"""Closes in each average; the longer one is drawn first."""


def overlays(
    chart: Chart, floats: Floats, scale: Scale, stretches: Sequence[Stretch]
) -> list[Shape]:
    """``spans`` is empty for daily bars, which have no cumulative VWAP."""
    shapes: list[Shape] = []
    before = Floats.of(chart.before).closes
    for overlay, count in AVERAGES.items():
        if overlay in chart.overlays:
            averages = moving_average([*before, *floats.closes], count)
            shapes += line(overlay, averages[len(before) :], scale)
    if "vwap" in chart.overlays and stretches:
        prices = list(cumulative_vwap(floats, stretches))
        shapes += line("vwap", prices, scale, begins=date_starts(stretches))
    return shapes
