"""The frame of a chart: its scale and its slots."""

from __future__ import annotations

from decimal import Decimal

from dashboard.charts.chart import Chart, interval_length
from dashboard.charts.floats import Floats
from dashboard.charts.frame import FORMING_ROOM, VOLUME_ROOM, PlotFrame
from dashboard.charts.scale import Scale
from ticker.rows import formats

LEAST_SLOTS = 60
"""Bars are never wider than if there were so many."""

BARS_FOR_ROOM = 60
"""One spare slot for so many bars."""

FAR = Decimal("1.5")
"""Prev Close is in the scale unless it is farther away than this multiple of the price range."""


def plot_frame(chart: Chart, floats: Floats) -> PlotFrame:
    scale = _scale(chart, floats)
    count = len(chart.bars)
    plotted = floats.head(count)
    last = plotted.newest
    most = max(plotted.volumes, default=0.0) * VOLUME_ROOM
    if chart.forming_bar:
        most = max(most, float(chart.forming_bar.volume) * FORMING_ROOM)
    prices = [*scale.ticks, scale.high]
    texts = [*(formats.price(price, chart.definition) for price in prices), "9.99M"]
    return PlotFrame(
        id=chart.id,
        definition=chart.definition,
        scale=scale,
        kind=chart.kind,
        slots=max(count + 1 + count // BARS_FOR_ROOM, count + bars_to_come(chart), LEAST_SLOTS),
        count=count,
        max_volume=most,
        axis=max(len(text) for text in texts),
        last_close=None if last is None else plotted.closes[last],
        last_index=last or 0,
        prev_close=chart.prev_close,
        is_empty=not most and floats.newest is None,
    )


def bars_to_come(chart: Chart) -> int:
    """Bars until the session ends."""
    if not chart.bars:
        return 0
    next_one = chart.bars[-1].ts_open + interval_length(chart.interval)
    return max(0, -((next_one - chart.session_end) // interval_length(chart.interval)))


def _scale(chart: Chart, floats: Floats) -> Scale:
    """Covers all bars and Last, which may be in none of them. Without prices it surrounds Prev
    Close; without that it has no ticks."""
    prev = chart.prev_close
    highest, lowest = chart.bar_at(floats.highest), chart.bar_at(floats.lowest)
    ends = highest.high if highest else None, lowest.low if lowest else None, chart.last
    prices = [price for price in ends if price is not None]
    if not prices:
        if prev is None:
            return Scale(Decimal(0), Decimal(0), (), 0.0, 0.0)
        return Scale.from_prices(prev, prev, chart.definition)
    high, low = max(prices), min(prices)
    if prev is not None:
        reach = max(high - low, high / 100) * FAR
        if low - reach <= prev <= high + reach:
            high, low = max(high, prev), min(low, prev)
    return Scale.from_prices(low, high, chart.definition)
