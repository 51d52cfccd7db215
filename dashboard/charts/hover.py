"""What is fetched when somebody points at a chart: each bar's readout, over its bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dashboard.charts.chart import Chart
from dashboard.charts.frame import percent
from dashboard.charts.readout import Readout, readout
from ticker.market.bar import Bar


class Hover(NamedTuple):
    """``blanks`` is as long as there are places without a bar."""

    id: str
    readouts: list[Readout]
    blanks: str


class Cursor(NamedTuple):
    """Where the bar is that the slider points at, in percent of the plot."""

    id: str
    x: str
    width: str


class Reach(NamedTuple):
    """How far the slider goes: to the ``last`` bar, and up to where that ends on the plot."""

    last: int
    width: str


def reach(count: int, slots: int) -> Reach:
    """Of so many bars on a plot that has so many places."""
    return Reach(max(count - 1, 0), percent(min(count, slots), slots))


def since(bars: Sequence[Bar], first: int) -> Sequence[Bar]:
    """Those of a plot whose first bar begins at ``first``, UTC nanoseconds: the newest may have
    come after it was drawn."""
    place = next((place for place, bar in enumerate(bars) if bar.ts_open >= first), len(bars))
    return bars[place:]


def hover(chart: Chart, slots: int) -> Hover:
    """For a plot that has so many places."""
    zone = chart.calendar.zone
    readouts = [readout(bar, chart.definition, chart.interval, zone) for bar in chart.bars[:slots]]
    return Hover(chart.id, readouts, " " * (slots - len(readouts)))


def cursor(chart_id: str, place: int, slots: int) -> Cursor:
    return Cursor(chart_id, percent(place, slots), percent(1, slots))
