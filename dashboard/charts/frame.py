"""What the live layer must know of the plot that it lies over."""

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
"""Of the greatest volume: what the bar that is forming may have."""

FORMING_ROOM = 2.0
"""Of its own, where that is the greatest: it grows."""


class Level(NamedTuple):
    """A label beside the plot; ``y`` is in percent."""

    y: str
    text: str


class Frame(Struct, frozen=True, kw_only=True):
    """``slots`` is how many bars have a place, ``count`` how many of them the plot has drawn;
    ``most_volume`` fills the volume's height. ``axis`` is how many characters its labels have
    room for. ``last_close`` and ``last_place`` are those of the newest bar with a price. It
    ``is_empty`` where nothing that traded is in its scale; an index has prices without volume."""

    id: str
    definition: InstrumentDefinition
    scale: Scale
    kind: Kind
    slots: int
    count: int
    most_volume: float
    axis: int
    prev_close: Decimal | None = None
    last_close: float | None = None
    last_place: int = 0
    is_empty: bool = False

    @property
    def width(self) -> int:
        """Units."""
        return self.slots * STEP

    @property
    def label_width(self) -> float:
        """Of the axis, in em of its type; static/stock_ticker.css has the same for .axis-N."""
        return round(self.axis * 0.6 + 1, 1)

    def fits(self, bars: Sequence[Bar], last: Decimal | None = None) -> bool:
        """Whether the live layer can draw these, which came after the plot's; if not, the plot is
        due. A plot that says that there are no trades is due with the first bar that has some."""
        if self.is_empty:
            return not any(bar.volume or bar.high is not None for bar in bars)
        prices = [price for bar in bars for price in (bar.high, bar.low) if price is not None]
        if last is not None:
            prices.append(last)
        return (
            self.count + len(bars) <= self.slots
            and all(self.scale.holds(price) for price in prices)
            and all(float(bar.volume) <= self.most_volume for bar in bars)
        )


def percent(units: int, of: int) -> str:
    """A position as SVG takes it, to a hundredth of a percent."""
    return f"{100 * units / of:.2f}".rstrip("0").rstrip(".") + "%"
