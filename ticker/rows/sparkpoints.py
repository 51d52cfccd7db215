"""The points of a sparkline: one close for each step of the day."""

from __future__ import annotations

from collections.abc import Iterable

from ticker.market.bar import Bar
from ticker.rows.sparkline import WIDTH

STEP = 3
"""Width units from one close to the next: 12 minutes of a regular session. Every change of a row
sends the path again, so each point counts."""


class SparkPoints:
    """``start`` and ``end`` are those of the session in UTC nanoseconds, so that all sparklines of
    a board share one time axis."""

    __slots__ = ("_end", "_last", "_scale", "_start")

    def __init__(self, start: int, end: int) -> None:
        self._start, self._end = start, end
        self._scale = WIDTH / STEP / (end - start)
        self._last: dict[int, tuple[int, float]] = {}

    @property
    def closes(self) -> dict[int, float]:
        """The last close of each step, by x."""
        return {x: self._last[x][1] for x in sorted(self._last)}

    def add_bars(self, bars: Iterable[Bar]) -> bool:
        """Returns whether the bars changed anything; a corrected bar may come again."""
        has_changed = False
        for bar in bars:
            if bar.close is None or not self._start <= bar.ts_open < self._end:
                continue
            x = int((bar.ts_open - self._start) * self._scale) * STEP
            known, close = self._last.get(x), (bar.ts_open, float(bar.close))
            if known is None or (close[0] >= known[0] and close != known):
                self._last[x] = close
                has_changed = True
        return has_changed
