"""The live layer over a plot, sent with each tick: new bars, the price, and labels."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from dashboard.charts.candles import candles
from dashboard.charts.floats import Floats
from dashboard.charts.frame import AxisLabel, PlotFrame, percent
from dashboard.charts.lines import close_line
from dashboard.charts.paths import HEIGHT, Shape
from dashboard.charts.volumes import volumes
from ticker.market.bar import Bar
from ticker.rows import formats

CLEAR, TAG_CLEAR = 62, 76
"""Units between the middles of a framed label and a plain or another framed one: their height in a
plot of 14 rem."""


class LiveLayer(Struct, frozen=True, kw_only=True):
    """``price`` (the last trade) and ``prev`` (Prev Close) are framed; ``ticks`` are the labels
    that neither covers."""

    frame: PlotFrame
    shapes: list[Shape]
    ticks: list[AxisLabel]
    prev: AxisLabel | None
    price: AxisLabel | None

    @property
    def id(self) -> str:
        return self.frame.id

    @property
    def view_box(self) -> str:
        return f"0 0 {self.frame.width} {HEIGHT}"


def live_layer(frame: PlotFrame, bars: Sequence[Bar], last: Decimal | None) -> LiveLayer:
    """``bars`` follow the plot's; the last one is forming. What does not fit is left out:
    ``frame.fits`` tells when the plot must be redrawn."""
    bars = () if frame.is_empty else bars[: frame.slots - frame.count]
    price, prev = _y(frame, last), _y(frame, frame.prev_close)
    if prev is not None and price is not None and abs(prev - price) < TAG_CLEAR:
        prev = None
    framed = [y for y in (price, prev) if y is not None]
    ticks = [(frame.scale.y(tick), tick) for tick in frame.scale.ticks]
    clear = [
        (y, tick) for y, tick in ticks if all(abs(y - framed_y) >= CLEAR for framed_y in framed)
    ]
    return LiveLayer(
        frame=frame,
        shapes=_shapes(frame, bars),
        ticks=[_axis_label(frame, y, tick) for y, tick in clear],
        prev=None if prev is None else _axis_label(frame, prev, frame.prev_close),
        price=None if price is None else _axis_label(frame, price, last),
    )


def _y(frame: PlotFrame, price: Decimal | None) -> int | None:
    is_held = price is not None and frame.scale.ticks and frame.scale.contains(price)
    return frame.scale.y(price) if price is not None and is_held else None


def _axis_label(frame: PlotFrame, y: int, price: Decimal | None) -> AxisLabel:
    return AxisLabel(percent(y, HEIGHT), formats.price(price, frame.definition))


def _shapes(frame: PlotFrame, bars: Sequence[Bar]) -> list[Shape]:
    floats = Floats.from_bars(bars)
    shapes = volumes(floats, frame.max_volume, frame.count)
    if frame.kind == "candles":
        return shapes + candles(floats, frame.scale, frame.count)
    if floats.newest is None:
        return shapes
    if frame.last_close is None:
        return shapes + close_line(frame.kind, floats.closes, frame.scale, frame.count)
    # Continue the plot's line.
    gap: list[float | None] = [None] * (frame.count - frame.last_index - 1)
    joined = [frame.last_close, *gap, *floats.closes]
    return shapes + close_line(frame.kind, joined, frame.scale, frame.last_index)
