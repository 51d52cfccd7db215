"""Data of the live layer about the plot under it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from dashboard.charts.chart import Kind
from dashboard.charts.paths import STEP
from dashboard.charts.scale import Scale
from ticker.market.bar import Bar
from ticker.market.instruments import InstrumentDefinition

VOLUME_ROOM = 1.15
"""Room for the forming bar's volume, as a share of the greatest."""

FORMING_ROOM = 2.0
"""Room for its own growth, if it is the greatest."""


class AxisLabel(NamedTuple):
    """A label next to the plot; ``y`` is in percent."""

    y: str
    text: str


class PlotFrame(Struct, frozen=True, kw_only=True):
    """``slots`` is the number of bars with room, ``count`` those the plot has drawn; ``max_volume``
    fills the volume's height. ``axis`` is the label width in characters. ``last_close`` and
    ``last_index`` are of the newest bar with a price. ``is_empty`` if nothing traded is in the
    scale; an index has prices without volume."""

    id: str
    definition: InstrumentDefinition
    scale: Scale
    kind: Kind
    slots: int
    count: int
    max_volume: float
    axis: int
    prev_close: Decimal | None = None
    last_close: float | None = None
    last_index: int = 0
    is_empty: bool = False

    @property
    def width(self) -> int:
        """Units."""
        return self.slots * STEP

    @property
    def label_width(self) -> float:
        """In em; static/css has the same widths for .axis-N."""
        return round(self.axis * 0.6 + 1, 1)

    def fits(self, bars: Sequence[Bar], last: Decimal | None = None) -> bool:
        """Whether the live layer can draw these bars after the plot's; otherwise the plot must be
        redrawn. An empty plot is redrawn for the first bar with trades."""
        if self.is_empty:
            return not any(bar.volume or bar.high is not None for bar in bars)
        prices = [price for bar in bars for price in (bar.high, bar.low) if price is not None]
        if last is not None:
            prices.append(last)
        return (
            self.count + len(bars) <= self.slots
            and all(self.scale.contains(price) for price in prices)
            and all(float(bar.volume) <= self.max_volume for bar in bars)
        )


def percent(units: int, total: int) -> str:
    """For SVG, to a hundredth of a percent."""
    return f"{100 * units / total:.2f}".rstrip("0").rstrip(".") + "%"
