from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import structs

from dashboard.charts.chart import Range, interval_length, is_intraday
from dashboard.charts.choices import ChartChoices
from dashboard.charts.overlays import AVERAGES
from ticker.feeds.history import BarHistory
from ticker.market.bar import (
    MINUTE,
    ZERO,
    Bar,
    aggregate_bars,
    interval_start,
    merge_bars,
    midnight,
)
from ticker.market.level1 import Level1

DATES: dict[Range, int] = {"1d": 1, "5d": 5, "1m": 22}
"""Trade dates of ranges that may have minute bars."""

DAYS: dict[Range, int] = {"1m": 31, "6m": 183, "1y": 366, "5y": 5 * 366}
"""Civil days of ranges with daily bars."""

WARMUP_BARS = 50
"""Bars before the first, with which averages start."""

LOOKBACK_DATES = 7
"""Trade dates searched for one with trades."""

HOUR = 60 * MINUTE
"""Nanoseconds: the longest interval within a date."""

WARMUP_DATES = 10
"""Trade dates searched for WARMUP_BARS: a regular session has seven hourly bars."""


class Series:
    """``warmup_bars`` start the averages and ``bars`` are shown; ``shown_date`` is the newest trade
    date."""

    def __init__(self, past: BarHistory, choices: ChartChoices, today: date) -> None:
        """Reads the database; ``today`` is the current trade date."""
        self.interval = choices.interval
        self.shown_date = today
        self.warmup_bars: list[Bar] = []
        self._past, self._zone = past, past.calendar.zone
        if is_intraday(choices.interval):
            parts = self._minutes(choices.range)
            self.bars = list(aggregate_bars(parts, self.interval, self._zone))
            if parts and AVERAGES.keys() & set(choices.overlays):
                self.warmup_bars = self._read_warmup_bars(choices.range)
        else:
            start = today - timedelta(days=DAYS[choices.range])
            days = 2 * WARMUP_BARS * (7 if self.interval == "1w" else 1)
            parts = past.daily_bars(start - timedelta(days=days), today)
            first = interval_start(midnight(start, self._zone), self.interval, self._zone)
            bars = list(aggregate_bars(parts, self.interval, self._zone))
            self.warmup_bars = [bar for bar in bars if bar.ts_open < first][-WARMUP_BARS:]
            self.bars = [bar for bar in bars if bar.ts_open >= first]
        # Past bars no longer change; the minutes of a month would take 30 MB for each chart.
        self._changes_start = self._start_of_changes()
        self._parts = {bar.ts_open: bar for bar in parts if bar.ts_open >= self._changes_start}

    def _start_of_changes(self) -> int:
        """The start of the bars that may still change, UTC nanoseconds: today's, and those of the
        hour before, whose last minute may not be stored yet."""
        today = midnight(self.shown_date, self._zone)
        if is_intraday(self.interval):
            return interval_start(today - HOUR, self.interval, self._zone)
        return interval_start(today, self.interval, self._zone)

    def _minutes(self, range_: Range) -> list[Bar]:
        dates = self._past.trade_dates(self.shown_date, DATES[range_])
        bars = [bar for day in dates for bar in self._past.minute_bars(day)]
        if bars or range_ != "1d":
            return bars
        for day in reversed(self._past.trade_dates(self.shown_date, LOOKBACK_DATES)):
            if bars := self._past.minute_bars(day):
                self.shown_date = day
                return bars
        return []

    def _read_warmup_bars(self, range_: Range) -> list[Bar]:
        """Bars of the same interval from earlier trade dates."""
        bars: list[Bar] = []
        first = self._past.trade_dates(self.shown_date, DATES[range_])[0]
        for day in reversed(self._past.trade_dates(first, WARMUP_DATES + 1)[:-1]):
            minutes = self._past.minute_bars(day)
            bars = [*aggregate_bars(minutes, self.interval, self._zone), *bars]
            if len(bars) >= WARMUP_BARS:
                break
        return bars[-WARMUP_BARS:]

    def update(self, minutes: Iterable[Bar], level: Level1) -> None:
        """Apply the newest minutes; for daily bars, the day in ``level``."""
        if is_intraday(self.interval):
            for bar in minutes:
                self._add_part(self._past.merged_bar(bar))
            self._extend(level)
        elif level.open is not None and level.volume is not None:
            day = Bar(
                ts_open=midnight(self.shown_date, self._zone),
                open=level.open,
                high=level.high,
                low=level.low,
                close=level.last,
                volume=level.volume,
                trade_count=level.trade_count,
                notional=(level.vwap or ZERO) * level.volume,
                priced_volume=level.volume if level.vwap else ZERO,
            )
            self._add_part(day)

    def _extend(self, level: Level1) -> None:
        """Put the last price into the newest bar: bars arrive once a second, prices ten times."""
        if not self.bars:
            return
        newest, last = self.bars[-1], level.last
        if last is None or newest.high is None or newest.low is None:
            return
        if newest.ts_open <= level.ts_trade < newest.ts_open + interval_length(self.interval):
            high, low = max(newest.high, last), min(newest.low, last)
            self.bars[-1] = structs.replace(newest, close=last, high=high, low=low)

    def _add_part(self, part: Bar) -> None:
        """Rebuild a bar from its parts; parts before those that may change are ignored."""
        if part.ts_open < self._changes_start or self._parts.get(part.ts_open) == part:
            return
        self._parts[part.ts_open] = part
        start = interval_start(part.ts_open, self.interval, self._zone)
        self._put(merge_bars(start, [self._parts[at] for at in self._part_starts(start)]))

    def _part_starts(self, start: int) -> list[int]:
        """The starts of the parts of a bar."""
        if is_intraday(self.interval):
            places = range(start, start + interval_length(self.interval), MINUTE)
            return [at for at in places if at in self._parts]
        near = sorted(at for at in self._parts if abs(at - start) <= interval_length(self.interval))
        return [at for at in near if interval_start(at, self.interval, self._zone) == start]

    def _put(self, bar: Bar) -> None:
        if not self.bars or bar.ts_open > self.bars[-1].ts_open:
            self.bars.append(bar)
            return
        for place in range(len(self.bars) - 1, -1, -1):
            if self.bars[place].ts_open == bar.ts_open:
                self.bars[place] = bar
                return
