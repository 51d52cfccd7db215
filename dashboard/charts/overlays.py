"""The lines over a chart's bars, as shapes."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.charts.chart import Chart, Overlay
from dashboard.charts.floats import prices_of
from dashboard.charts.indicators import cumulative_vwap, moving_average
from dashboard.charts.paths import Shape
from dashboard.charts.plot import line
from dashboard.charts.scale import Scale
from dashboard.charts.stretch import Stretch, date_starts

AVERAGES: dict[Overlay, int] = {"sma50": 50, "sma20": 20}
"""How many closes; the longer one is under the shorter."""


def overlays(
    chart: Chart, closes: Sequence[float | None], scale: Scale, stretches: Sequence[Stretch]
) -> list[Shape]:
    """``stretches`` are none for bars of days, which have no cumulative VWAP."""
    shapes: list[Shape] = []
    before = prices_of([bar.close for bar in chart.before])
    for overlay, count in AVERAGES.items():
        if overlay in chart.overlays:
            averages = list(moving_average([*before, *closes], count))
            shapes += line(overlay, averages[len(before) :], scale)
    if "vwap" in chart.overlays and stretches:
        prices = cumulative_vwap(chart.bars, stretches)
        shapes += line("vwap", prices, scale, begins=date_starts(stretches))
    return shapes
