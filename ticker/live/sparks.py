"""The sparklines of a web process, for instruments whose rows show one."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import islice

from django.db import Error

from ticker.feeds.history import BarHistory
from ticker.live.mirror import Mirror
from ticker.market.bar import Bar
from ticker.market.sessions import Calendar, calendars, regular_session
from ticker.rows.sparkline import EMPTY, sparkline
from ticker.rows.sparkpoints import SparkPoints
from ticker.store.database import one_line, run_in_db_thread

SPACING = 5.0
"""Least seconds between two drawings of one instrument."""

UPDATE_SPACING = 0.5
"""Seconds between two searches for due drawings."""

DAYS_AT_ONCE = 4
"""Instruments read from the database before the others are drawn: 2 to 25 ms each."""

RETRY_DELAY = 10.0
"""Seconds after which an unreadable database is asked again."""

logger = logging.getLogger(__name__)

BarOrigin = tuple[int, str, bool]
"""The origin of the bars: the publisher's epoch, the feed's origin, and whether it is always
open."""


class SparkDay:
    """An instrument's trade date. ``tape_version`` is the last version of the tape that was
    applied; ``drawn_at`` is the time of the last drawing, in monotonic seconds."""

    __slots__ = (
        "date",
        "drawn_at",
        "has_stored_bars",
        "is_redraw_due",
        "points",
        "prev_close",
        "tape_version",
    )

    def __init__(self, calendar: Calendar, trade_date: date) -> None:
        session = regular_session(calendar, trade_date)
        self.date = trade_date
        self.points = SparkPoints(session.start, session.end)
        self.has_stored_bars = self.is_redraw_due = False
        self.prev_close: Decimal | None = None
        self.tape_version = 0
        self.drawn_at = -SPACING


class Sparks:
    """Reads the stored part of an instrument's day and continues with the bars of frames.

    A day that was shown once is kept up to date until it is over: the tape alone does not tell what
    was missed.
    """

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._days: dict[str, SparkDay] = {}
        self._bar_origin: BarOrigin = (0, "", False)
        self._has_failed = False
        self._retry_at = 0.0

    async def run(self) -> None:
        while True:
            self.update()
            has_read = await self.read_days()
            await asyncio.sleep(0 if has_read else UPDATE_SPACING)

    def update(self) -> None:
        """Draw what has changed and is due, and start the days of newly viewed instruments."""
        feed = self._mirror.feed
        if not feed.clock:
            return
        tape = self._mirror.epoch, feed.origin, feed.always_open
        opened = calendars(feed.always_open)
        today = {name: calendar.at(feed.clock).trade_date for name, calendar in opened.items()}
        self._end_days(today, has_all_ended=tape != self._bar_origin)
        self._bar_origin = tape
        self._start_days(opened, today)
        self._draw_days(time.monotonic())

    def _end_days(self, today: Mapping[str, date], *, has_all_ended: bool) -> None:
        over = [
            symbol
            for symbol, day in self._days.items()
            if has_all_ended or day.date != today[self._calendar_name(symbol)]
        ]
        for symbol in over:
            del self._days[symbol]
        self._mirror.set_sparks(dict.fromkeys(over, EMPTY))

    def _start_days(
        self, calendar_by_name: Mapping[str, Calendar], today: Mapping[str, date]
    ) -> None:
        for symbol in list(self._mirror.viewed_symbols):
            if symbol not in self._days and self._mirror.entry(symbol) is not None:
                name = self._calendar_name(symbol)
                self._days[symbol] = SparkDay(calendar_by_name[name], today[name])

    def _draw_days(self, now: float) -> None:
        drawn = {}
        for symbol, day in self._days.items():
            self._apply_changes(symbol, day)
            is_wanted = (
                day.is_redraw_due and day.has_stored_bars and symbol in self._mirror.viewed_symbols
            )
            if is_wanted and now - day.drawn_at >= SPACING:
                day.is_redraw_due, day.drawn_at = False, now
                drawn[symbol] = sparkline(day.points.closes, day.prev_close)
        self._mirror.set_sparks(drawn)

    def _apply_changes(self, symbol: str, day: SparkDay) -> None:
        """Apply what has arrived since the last call."""
        tape, prev_close = self._mirror.tape(symbol), self._mirror.level(symbol).prev_close
        if tape.version != day.tape_version:
            day.tape_version = tape.version
            day.is_redraw_due |= day.points.add_bars(tape.bars)
        if prev_close != day.prev_close:
            day.prev_close, day.is_redraw_due = prev_close, True

    def _calendar_name(self, symbol: str) -> str:
        return self._mirror.universe[symbol].calendar

    async def read_days(self) -> bool:
        """Read the stored bars of a few new days. Returns whether there were any."""
        unread = {symbol: day for symbol, day in self._days.items() if not day.has_stored_bars}
        if not unread or time.monotonic() < self._retry_at:
            return False
        few = dict(islice(unread.items(), DAYS_AT_ONCE))
        try:
            read = await run_in_db_thread(self._read_bars, self._bar_origin, few)
        except Error as error:
            if not self._has_failed:
                logger.error("sparklines wait, their bars cannot be read: %s", one_line(error))
            self._has_failed = True
            self._retry_at = time.monotonic() + RETRY_DELAY
            return False
        self._has_failed = False
        for symbol, bars in read.items():
            few[symbol].points.add_bars(bars)
            few[symbol].has_stored_bars = few[symbol].is_redraw_due = True
        return True

    def _read_bars(
        self, bar_origin: BarOrigin, days: Mapping[str, SparkDay]
    ) -> dict[str, list[Bar]]:
        _, origin, always_open = bar_origin
        universe, opened = self._mirror.universe, calendars(always_open)
        bars = {}
        for symbol, day in days.items():
            past = BarHistory(
                origin, universe, universe[symbol], opened[self._calendar_name(symbol)]
            )
            bars[symbol] = past.minute_bars(day.date)
        return bars
