"""An instrument's bars of a minute, for as long as they may still change here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from ticker.market.bar import MINUTE, Bar
from ticker.market.events import Trade
from ticker.market.folding import Folding

KEPT = 16
"""Minutes before the newest that are kept: as long as a trade can be corrected, and one more."""


class Change(Struct, frozen=True):
    """A bar as it is now, or, of a minute that is not kept here any more, what it lacks: a ``part``
    that is to be added to it."""

    bar: Bar
    is_part: bool = False


class Minutes:
    """What is ``settled`` of a minute cannot be corrected any more, or never could."""

    __slots__ = ("_bars", "_changed", "_floor", "_newest", "_settled")

    def __init__(self, bars: Iterable[Bar] = (), floor: int = 0) -> None:
        """Goes on from these; minutes before ``floor`` were folded elsewhere."""
        self._bars: dict[int, Folding] = {}
        self._settled: dict[int, Folding] | None = None
        self._changed: dict[int, None] = {}
        self._floor = self._newest = floor
        for bar in bars:
            self._bar(self._bars, bar.ts_open).take_over(bar)

    def fold(self, trade: Trade) -> None:
        start = trade.ts_event - trade.ts_event % MINUTE
        bar = self._bars.get(start)
        if bar is None:
            bar = self._bars[start] = Folding()
            self._newest = max(self._newest, start)
        bar.fold(trade, is_priced=True)
        self._changed[start] = None

    def settle(self, trade: Trade) -> None:
        if self._settled is not None:
            start = trade.ts_event - trade.ts_event % MINUTE
            self._bar(self._settled, start).fold(trade, is_priced=True)

    def settle_all(self) -> None:
        """From now on trades may be corrected, but none of those that came before."""
        self._settled = {start: bar.copy() for start, bar in self._bars.items()}

    def correct(self, ts: int, kept: Iterable[Trade]) -> None:
        """One of the trades that were ``kept`` has changed, or is none any more: one of ``ts``."""
        start = ts - ts % MINUTE
        if start < self._floor:
            return
        settled = (self._settled or {}).get(start)
        bar = self._bars[start] = settled.copy() if settled else Folding()
        for trade in kept:
            if trade.ts_event - trade.ts_event % MINUTE == start:
                bar.fold(trade, is_priced=True)
        self._changed[start] = None

    def take(self) -> Iterator[Change]:
        """What has changed since it was last asked; what is too old then is forgotten."""
        for start in self._changed:
            yield Change(self._bars[start].bar(start), is_part=start < self._floor)
        self._changed.clear()
        self._floor = max(self._floor, self._newest - KEPT * MINUTE)
        for start in [each for each in self._bars if each < self._floor]:
            del self._bars[start]
            if self._settled:
                self._settled.pop(start, None)

    @staticmethod
    def _bar(bars: dict[int, Folding], start: int) -> Folding:
        if start not in bars:
            bars[start] = Folding()
        return bars[start]
