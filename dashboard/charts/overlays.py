"""The lines over a chart's bars, as shapes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dashboard.charts.chart import Chart, Overlay
from dashboard.charts.indicators import cumulative_vwap, moving_average
from dashboard.charts.plot import Shape, closes_of, line
from dashboard.charts.scale import Scale
from ticker.sessions import Session

AVERAGES: dict[Overlay, int] = {"sma50": 50, "sma20": 20}
"""How many closes; the longer one is under the shorter."""


def overlays(
    chart: Chart, closes: Sequence[float | None], scale: Scale, sessions: Sequence[Session]
) -> list[Shape]:
    """``sessions`` are none for bars of days, which have no cumulative VWAP."""
    shapes: list[Shape] = []
    before = closes_of(chart.before)
    for overlay, count in AVERAGES.items():
        if overlay in chart.overlays:
            averages = list(moving_average([*before, *closes], count))
            shapes += line(overlay, averages[len(before) :], scale)
    if "vwap" in chart.overlays and sessions:
        prices = cumulative_vwap(chart.bars, sessions)
        shapes += line("vwap", prices, scale, begins=_dates(sessions))
    return shapes


def _dates(sessions: Sequence[Session]) -> set[int]:
    """Where another trade date begins."""
    pairs = enumerate(pairwise(sessions), start=1)
    return {place for place, (before, now) in pairs if now.trade_date != before.trade_date}
