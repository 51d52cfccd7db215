from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from msgspec import Struct

from ticker.market.bar import MINUTE, MINUTES, Bar, Interval
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import Calendar

Range = Literal["1d", "5d", "1m", "6m", "1y", "5y"]
Kind = Literal["candles", "line", "area"]
Overlay = Literal["vwap", "sma20", "sma50"]

RANGES: dict[Range, str] = {
    "1d": "1D",
    "5d": "5D",
    "1m": "1M",
    "6m": "6M",
    "1y": "1Y",
    "5y": "5Y",
}
KINDS: dict[Kind, str] = {"candles": "Candles", "line": "Line", "area": "Area"}
OVERLAYS: dict[Overlay, str] = {"vwap": "VWAP", "sma20": "SMA 20", "sma50": "SMA 50"}

DAY = 24 * 60 * MINUTE


class Halt(NamedTuple):
    """UTC nanoseconds; ``end`` is 0 while it lasts."""

    start: int
    end: int
    reason: str


class Chart(Struct, frozen=True, kw_only=True):
    """``warmup_bars`` come before ``bars`` and start the averages. ``forming_bar`` comes after them
    and is drawn by the live layer. ``session_end`` (UTC nanoseconds) reserves room for the rest of
    the session; 0 reserves none. ``last`` is included in the scale, even if it is in no bar yet.
    ``id`` prefixes element ids."""

    definition: InstrumentDefinition
    calendar: Calendar
    bars: Sequence[Bar]
    range: Range
    interval: Interval
    kind: Kind = "candles"
    overlays: tuple[Overlay, ...] = tuple(OVERLAYS)
    warmup_bars: Sequence[Bar] = ()
    forming_bar: Bar | None = None
    prev_close: Decimal | None = None
    last: Decimal | None = None
    halts: Sequence[Halt] = ()
    session_end: int = 0
    id: str = "chart"

    @property
    def all_bars(self) -> list[Bar]:
        return [*self.bars, *([self.forming_bar] if self.forming_bar else [])]

    def bar_at(self, index: int | None) -> Bar | None:
        """The bar at an index of ``all_bars``; None for None."""
        if index is None:
            return None
        return self.bars[index] if index < len(self.bars) else self.forming_bar

    @property
    def title(self) -> str:
        """IBM, 1D, 5m candles."""
        kind = KINDS[self.kind].lower()
        return f"{self.definition.ticker}, {RANGES[self.range]}, {self.interval} {kind}"


def is_intraday(interval: Interval) -> bool:
    return interval in MINUTES


def interval_length(interval: Interval) -> int:
    """Nanoseconds; nominal for days and weeks."""
    if interval in MINUTES:
        return MINUTES[interval] * MINUTE
    return DAY if interval == "1d" else 7 * DAY
