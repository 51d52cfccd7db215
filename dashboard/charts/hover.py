"""The data of pointing at a chart: the figures of each bar, over the bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dashboard.charts.chart import Chart
from dashboard.charts.frame import percent
from dashboard.charts.readout import Readout, readout
from ticker.market.bar import Bar


class Hover(NamedTuple):
    """``blanks`` is as long as there are empty slots."""

    id: str
    readouts: list[Readout]
    blanks: str


class SliderCursor(NamedTuple):
    """The bar that the slider points at, in percent of the plot."""

    id: str
    x: str
    width: str


class SliderExtent(NamedTuple):
    """The ``last`` bar, and where it ends on the plot."""

    last: int
    width: str


def slider_extent(count: int, slots: int) -> SliderExtent:
    return SliderExtent(max(count - 1, 0), percent(min(count, slots), slots))


def bars_since(bars: Sequence[Bar], first: int) -> Sequence[Bar]:
    """The bars of a plot that starts at ``first`` (UTC nanoseconds); the newest may be newer than
    the plot."""
    place = next((place for place, bar in enumerate(bars) if bar.ts_open >= first), len(bars))
    return bars[place:]


def hover(chart: Chart, slots: int) -> Hover:
    zone = chart.calendar.zone
    readouts = [readout(bar, chart.definition, chart.interval, zone) for bar in chart.bars[:slots]]
    return Hover(chart.id, readouts, " " * (slots - len(readouts)))


def cursor(chart_id: str, index: int, slots: int) -> SliderCursor:
    return SliderCursor(chart_id, percent(index, slots), percent(1, slots))
