"""The minute bars of one instrument that may still change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from ticker.market.bar import MINUTE, Bar
from ticker.market.barbuilder import BarBuilder
from ticker.market.events import Trade

MAX_MINUTES = 16
"""Minutes kept before the newest: as long as a trade can be corrected, and one more."""


class MinuteChange(Struct, frozen=True):
    """A bar as it is now, or, for a minute no longer kept here, a part to be added to the stored
    bar."""

    bar: Bar
    is_partial: bool = False


class MinuteBars:
    """Settled trades can no longer be corrected."""

    __slots__ = ("_bars", "_changed", "_floor", "_newest", "_settled")

    def __init__(self, bars: Iterable[Bar] = (), floor: int = 0) -> None:
        """Continue from these bars; minutes before ``floor`` were built elsewhere."""
        self._bars: dict[int, BarBuilder] = {}
        self._settled: dict[int, BarBuilder] | None = None
        self._changed: dict[int, None] = {}
        self._floor = self._newest = floor
        for bar in bars:
            self._bar(self._bars, bar.ts_open).replace(bar)

    def fold(self, trade: Trade) -> None:
        start = trade.ts_event - trade.ts_event % MINUTE
        bar = self._bars.get(start)
        if bar is None:
            bar = self._bars[start] = BarBuilder()
            self._newest = max(self._newest, start)
        bar.fold(trade, is_priced=True)
        self._changed[start] = None

    def settle(self, trade: Trade) -> None:
        if self._settled is not None:
            start = trade.ts_event - trade.ts_event % MINUTE
            self._bar(self._settled, start).fold(trade, is_priced=True)

    def settle_all(self) -> None:
        """Later trades may be corrected; earlier ones may not."""
        self._settled = {start: bar.copy() for start, bar in self._bars.items()}

    def correct(self, ts: int, trades: Iterable[Trade]) -> None:
        """Rebuild the minute of ``ts`` after one of its trades changed. ``trades`` are all
        correctable trades."""
        start = ts - ts % MINUTE
        if start < self._floor:
            return
        settled = (self._settled or {}).get(start)
        bar = self._bars[start] = settled.copy() if settled else BarBuilder()
        for trade in trades:
            if trade.ts_event - trade.ts_event % MINUTE == start:
                bar.fold(trade, is_priced=True)
        self._changed[start] = None

    def take_changes(self) -> Iterator[MinuteChange]:
        """The changes since the last call. Drops minutes that are too old."""
        for start in self._changed:
            yield MinuteChange(self._bars[start].bar(start), is_partial=start < self._floor)
        self._changed.clear()
        self._floor = max(self._floor, self._newest - MAX_MINUTES * MINUTE)
        for start in [start for start in self._bars if start < self._floor]:
            del self._bars[start]
            if self._settled:
                self._settled.pop(start, None)

    @staticmethod
    def _bar(bars: dict[int, BarBuilder], start: int) -> BarBuilder:
        if start not in bars:
            bars[start] = BarBuilder()
        return bars[start]
