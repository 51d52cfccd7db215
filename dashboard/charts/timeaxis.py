"""What stands under a chart: times, days, months or years, as many as have room."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dashboard.charts.chart import is_intraday
from dashboard.charts.paths import CENTRE, STEP
from ticker import formats
from ticker.bar import MINUTES, SECOND, Bar, Interval

CHARACTER = 7.0
"""Pixels that a character takes at most, on average over a label, at 11 px."""

GAP = 14
"""Pixels between two labels at least."""

SHORTEST = 3
"""Characters."""

HOUR, DAY = 3600, 86_400
"""Seconds."""

MINUTE_UNITS = (5, 10, 15, 30, 60, 120, 240, 360)
"""Each begins where one of five minutes does."""

DATE_UNITS: tuple[Callable[[datetime], object], ...] = (
    lambda local: local.date() - timedelta(days=local.weekday()),
    lambda local: (local.year, local.month),
    lambda local: (local.year, (local.month - 1) // 3),
    lambda local: local.year,
)
LEAST_LABELS = 3
"""Where fewer units begin, bars are labelled whenever they are."""

SPREAD = 6
"""Characters of such a label."""

MIDDLE = "middle"
LEAST_ROUND = 2
"""So many labels at round times are better than more at others."""

TIME, DATE, MONTH, YEAR = range(4)
TEXTS = (formats.minute, formats.weekday, formats.month, formats.year)


class TimeLabel(NamedTuple):
    """``x`` is in units, in the middle of its bar; ``anchor`` is SVG's text-anchor."""

    x: int
    text: str
    anchor: str


class _Mark(NamedTuple):
    place: int
    rank: int
    text: str

    @property
    def x(self) -> int:
        return self.place * STEP + CENTRE

    @property
    def pixels(self) -> float:
        return len(self.text) * CHARACTER


class TimeAxis:
    """The times of bars that follow each other."""

    def __init__(self, bars: Sequence[Bar], interval: Interval, zone: ZoneInfo) -> None:
        self._bars = bars
        self._zone = zone
        self._seconds = _local_seconds([bar.ts_open // SECOND for bar in bars], zone)
        self._ladder = list(self._rungs(interval)) if bars else []

    def _local(self, place: int) -> datetime:
        """What a clock shows that hangs there, whatever its zone is called."""
        return datetime.fromtimestamp(self._seconds[place], UTC)

    def labels(self, slots: int, pixels: int) -> list[TimeLabel]:
        """Those of a plot of so many bars' width that is at least so many pixels wide: none
        reaches into another, or over the plot's edge."""
        scale = pixels / (slots * STEP)
        best: list[TimeLabel] = []
        if not self._bars:
            return best
        for places in self._ladder:
            if len(places) * (SHORTEST * CHARACTER + GAP) > pixels:
                continue
            marks = [self._mark(place) for place in places]
            widest = max((mark.pixels for mark in marks), default=0.0)
            if len(marks) * (widest + GAP) <= pixels * len(self._bars) / slots:
                best = _placed(marks, scale, pixels)
                break
        return (
            best if len(best) >= LEAST_LABELS else max(best, self._spread(scale, pixels), key=len)
        )

    def _spread(self, scale: float, pixels: int) -> list[TimeLabel]:
        """Of few bars, at whatever times, every so many-th."""
        every = math.ceil((SPREAD * CHARACTER + GAP) / (STEP * scale))
        first = min(every // 2, len(self._bars) - 1)
        marks = [self._mark(place) for place in range(first, len(self._bars), every)]
        return _placed(marks, scale, pixels)

    def _rungs(self, interval: Interval) -> Iterator[list[int]]:
        """The places where another unit begins, from short units to long ones."""
        days = _beginnings([seconds // DAY for seconds in self._seconds])
        if is_intraday(interval):
            yield from self._minutes(MINUTES[interval], set(days))
            yield [0, *days]
        else:
            yield days
        for unit_of in DATE_UNITS:
            yield [
                place
                for place in days
                if unit_of(self._local(place)) != unit_of(self._local(place - 1))
            ]

    def _minutes(self, least: int, days: set[int]) -> Iterator[list[int]]:
        minutes = [seconds // 60 for seconds in self._seconds]
        places = _beginnings([minute // MINUTE_UNITS[0] for minute in minutes])
        for unit in MINUTE_UNITS:
            if unit < least:
                continue
            begins = [p for p in places if minutes[p] // unit != minutes[p - 1] // unit]
            if not minutes[0] % unit:
                begins.insert(0, 0)
            round_ = [place for place in begins if not minutes[place] % unit or place in days]
            yield round_ if len(round_) >= LEAST_ROUND else begins

    def _mark(self, place: int) -> _Mark:
        """It says what begins there: a year, a month, a day or only a minute."""
        rank = self._rank(place)
        return _Mark(place, rank, TEXTS[rank](self._bars[place].ts_open, self._zone))

    def _rank(self, place: int) -> int:
        now = self._local(place)
        if not place:
            return TIME if now.date() == self._local(-1).date() else DATE
        before = self._local(place - 1)
        if now.year != before.year:
            return YEAR
        if now.month != before.month:
            return MONTH
        return TIME if now.day == before.day else DATE


def _local_seconds(times: Sequence[int], zone: ZoneInfo) -> list[int]:
    """Seconds since 1970 by a clock that hangs there. Where exchanges are, clocks change on the
    hour by UTC, so each hour is looked up once."""
    hours = [seconds // HOUR for seconds in times]
    shifts = {hour: _shift(hour * HOUR, zone) for hour in set(hours)}
    return [seconds + shifts[hour] for seconds, hour in zip(times, hours, strict=True)]


def _shift(seconds: int, zone: ZoneInfo) -> int:
    shift = datetime.fromtimestamp(seconds, zone).utcoffset()
    return int(shift.total_seconds()) if shift else 0


def _beginnings(keys: Sequence[object]) -> list[int]:
    pairs = enumerate(pairwise(keys), start=1)
    return [place for place, (before, now) in pairs if now != before]


def _placed(marks: Sequence[_Mark], scale: float, pixels: int) -> list[TimeLabel]:
    """Longer units have the first choice, then labels in the middle of their bar before those
    that the edge moves; ``scale`` is pixels for one unit of width."""
    taken: list[tuple[float, float]] = []
    labels = []
    wanted = [(mark, *_anchored(mark, scale, pixels)) for mark in marks]
    for mark, anchor, left in sorted(wanted, key=lambda each: (-each[0].rank, each[1] != MIDDLE)):
        right = left + mark.pixels
        if all(right + GAP <= start or end + GAP <= left for start, end in taken):
            taken.append((left, right))
            labels.append(TimeLabel(mark.x, mark.text, anchor))
    return sorted(labels)


def _anchored(mark: _Mark, scale: float, pixels: int) -> tuple[str, float]:
    """And where it begins, in pixels."""
    at, width = mark.x * scale, mark.pixels
    if at < width / 2:
        return "start", at
    if at > pixels - width / 2:
        return "end", at - width
    return MIDDLE, at - width / 2
