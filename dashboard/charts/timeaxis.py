"""The labels under a chart: as many times, days, months or years as fit."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import compress
from operator import ne
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dashboard.charts.chart import is_intraday
from dashboard.charts.clock import Clock
from dashboard.charts.paths import CENTRE, STEP
from ticker.market.bar import MINUTE, MINUTES, Interval
from ticker.rows import formats

CHARACTER = 7.0
"""Pixels of a character at 11 px: the largest average over a label."""

GAP = 14
"""Least pixels between two labels."""

SHORTEST = 3
"""Characters."""

LEAST_UNIT, DAY = 5, 24 * 60
"""Minutes."""

MINUTE_UNITS = (LEAST_UNIT, 10, 15, 30, 60, 120, 240, 360)

DATE_UNITS: tuple[Callable[[datetime], object], ...] = (
    lambda local: local.date() - timedelta(days=local.weekday()),
    lambda local: (local.year, local.month),
    lambda local: (local.year, (local.month - 1) // 3),
    lambda local: local.year,
)
LEAST_LABELS = 3
"""If there are fewer round labels, bars are labelled at any time."""

SPREAD = 6
"""Characters of such a label."""

MIDDLE = "middle"
LEAST_ROUND = 2
"""This many labels at round times are better than more at others."""

TIME, DATE, MONTH, YEAR = range(4)
TEXTS = (formats.minute, formats.weekday, formats.month, formats.year)


class TimeLabel(NamedTuple):
    """``x`` is the middle of its bar in units; ``anchor`` is SVG's text-anchor."""

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
    def __init__(self, times: Sequence[int], interval: Interval, zone: ZoneInfo) -> None:
        """``times`` are UTC nanoseconds, ascending."""
        self._times = times
        self._zone = zone
        self._clock = Clock(zone)
        self._ladder = list(self._rungs(interval)) if times else []

    def _local_time(self, place: int) -> datetime:
        return self._clock.local_datetime(self._times[place])

    def labels(self, slots: int, pixels: int) -> list[TimeLabel]:
        """Labels for a plot with these slots and at least these pixels: none overlaps another or
        the edge."""
        scale = pixels / (slots * STEP)
        best: list[TimeLabel] = []
        if not self._times:
            return best
        for places in self._ladder:
            if len(places) * (SHORTEST * CHARACTER + GAP) > pixels:
                continue
            marks = [self._mark(place) for place in places]
            widest = max((mark.pixels for mark in marks), default=0.0)
            if len(marks) * (widest + GAP) <= pixels * len(self._times) / slots:
                best = _place_labels(marks, scale, pixels)
                break
        return (
            best
            if len(best) >= LEAST_LABELS
            else max(best, self._spread_labels(scale, pixels), key=len)
        )

    def _spread_labels(self, scale: float, pixels: int) -> list[TimeLabel]:
        """Every so many-th of few bars, at any time."""
        every = math.ceil((SPREAD * CHARACTER + GAP) / (STEP * scale))
        first = min(every // 2, len(self._times) - 1)
        marks = [self._mark(place) for place in range(first, len(self._times), every)]
        return _place_labels(marks, scale, pixels)

    def _rungs(self, interval: Interval) -> Iterator[list[int]]:
        """The indexes where another unit begins, from short units to long ones."""
        # Every unit begins where five minutes do, also with offsets of hours and quarters.
        five = LEAST_UNIT * MINUTE
        fives = [0, *_beginnings([time // five for time in self._times])]
        minutes = [self._clock.local_seconds(self._times[place]) // 60 for place in fives]
        days = _unit_beginnings(DAY, fives, minutes)
        if is_intraday(interval):
            yield from self._minutes(MINUTES[interval], fives, minutes, set(days))
            yield [0, *days]
        else:
            yield days
        for unit_of in DATE_UNITS:
            yield [
                place
                for place in days
                if unit_of(self._local_time(place)) != unit_of(self._local_time(place - 1))
            ]

    def _minutes(
        self, least: int, fives: Sequence[int], minutes: Sequence[int], days: set[int]
    ) -> Iterator[list[int]]:
        """``minutes`` are local minutes at ``fives``, the indexes where five minutes begin;
        ``days`` are those where a day does."""
        at = dict(zip(fives, minutes, strict=True))
        for unit in MINUTE_UNITS:
            if unit < least:
                continue
            begins = _unit_beginnings(unit, fives, minutes)
            if not minutes[0] % unit:
                begins.insert(0, 0)
            round_ = [place for place in begins if not at[place] % unit or place in days]
            yield round_ if len(round_) >= LEAST_ROUND else begins

    def _mark(self, place: int) -> _Mark:
        """Labelled by what begins there: a year, a month, a day or only a minute."""
        rank = self._rank(place)
        return _Mark(place, rank, TEXTS[rank](self._times[place], self._zone))

    def _rank(self, place: int) -> int:
        now = self._local_time(place)
        if not place:
            return TIME if now.date() == self._local_time(-1).date() else DATE
        before = self._local_time(place - 1)
        if now.year != before.year:
            return YEAR
        if now.month != before.month:
            return MONTH
        return TIME if now.day == before.day else DATE


def _beginnings(keys: Sequence[int]) -> list[int]:
    """Indexes of keys that differ from the one before."""
    return list(compress(range(1, len(keys)), map(ne, keys, keys[1:])))


def _unit_beginnings(unit: int, places: Sequence[int], minutes: Sequence[int]) -> list[int]:
    return [places[at] for at in _beginnings([minute // unit for minute in minutes])]


def _place_labels(marks: Sequence[_Mark], scale: float, pixels: int) -> list[TimeLabel]:
    """Longer units come first, then labels centred on their bar; ``scale`` is pixels for a unit."""
    taken: list[tuple[float, float]] = []
    labels = []
    wanted = [(mark, *_anchor_label(mark, scale, pixels)) for mark in marks]
    for mark, anchor, left in sorted(
        wanted, key=lambda label: (-label[0].rank, label[1] != MIDDLE)
    ):
        right = left + mark.pixels
        if all(right + GAP <= start or end + GAP <= left for start, end in taken):
            taken.append((left, right))
            labels.append(TimeLabel(mark.x, mark.text, anchor))
    return sorted(labels)


def _anchor_label(mark: _Mark, scale: float, pixels: int) -> tuple[str, float]:
    """The anchor, and the label's left edge in pixels."""
    at, width = mark.x * scale, mark.pixels
    if at < width / 2:
        return "start", at
    if at > pixels - width / 2:
        return "end", at - width
    return MIDDLE, at - width / 2
