"""A course: where the closes of a day's minutes are, from left to right."""

from __future__ import annotations

from collections.abc import Iterable

from ticker.market.bar import Bar
from ticker.rows.sparkline import WIDTH

STEP = 3
"""Units of width from one close to the next: 12 minutes of a regular session. A row is sent with
its path each time that anything in it changes, so that every point counts."""


class Course:
    """Between ``start`` and ``end``, UTC nanoseconds: the session's, so that all of a board have
    the same time at the same place."""

    __slots__ = ("_end", "_last", "_scale", "_start")

    def __init__(self, start: int, end: int) -> None:
        self._start, self._end = start, end
        self._scale = WIDTH / STEP / (end - start)
        self._last: dict[int, tuple[int, float]] = {}

    @property
    def closes(self) -> dict[int, float]:
        """The last of each step, by where it is."""
        return {x: self._last[x][1] for x in sorted(self._last)}

    def take(self, bars: Iterable[Bar]) -> bool:
        """Answers whether these changed anything: a bar may come again, corrected."""
        has_changed = False
        for bar in bars:
            if bar.close is None or not self._start <= bar.ts_open < self._end:
                continue
            x = int((bar.ts_open - self._start) * self._scale) * STEP
            known, found = self._last.get(x), (bar.ts_open, float(bar.close))
            if known is None or (found[0] >= known[0] and found != known):
                self._last[x] = found
                has_changed = True
        return has_changed
