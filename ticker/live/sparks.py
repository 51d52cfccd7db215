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

from ticker.feeds.history import Past
from ticker.live.mirror import Mirror
from ticker.market.bar import Bar
from ticker.market.sessions import Calendar, calendars, regular
from ticker.rows.sparkline import EMPTY, sparkline
from ticker.rows.sparkpoints import Course
from ticker.store.database import apart, one_line

SPACING = 5.0
"""Least seconds between two drawings of one instrument."""

LOOK_SPACING = 0.5
"""Seconds between two searches for due drawings."""

AT_ONCE = 4
"""Instruments read from the database before the others are drawn: 2 to 25 ms each."""

RETRY_DELAY = 10.0
"""Seconds after which an unreadable database is asked again."""

logger = logging.getLogger(__name__)

Tape = tuple[int, str, bool]
"""The origin of the bars: the publisher's epoch, the feed's origin, and whether it is always
open."""


class DrawnDay:
    """An instrument's trade date. ``tape_version`` is the last version of the tape that was
    applied; ``drawn_at`` is the time of the last drawing, in monotonic seconds."""

    __slots__ = ("course", "date", "drawn_at", "is_due", "is_read", "prev_close", "tape_version")

    def __init__(self, calendar: Calendar, trade_date: date) -> None:
        session = regular(calendar, trade_date)
        self.date = trade_date
        self.course = Course(session.start, session.end)
        self.is_read = self.is_due = False
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
        self._days: dict[str, DrawnDay] = {}
        self._tape: Tape = (0, "", False)
        self._has_failed = False
        self._retry_at = 0.0

    async def run(self) -> None:
        while True:
            self.look()
            has_read = await self.read()
            await asyncio.sleep(0 if has_read else LOOK_SPACING)

    def look(self) -> None:
        """Draw what has changed and is due, and start the days of newly viewed instruments."""
        feed = self._mirror.feed
        if not feed.clock:
            return
        tape = self._mirror.epoch, feed.origin, feed.always_open
        opened = calendars(feed.always_open)
        today = {name: calendar.at(feed.clock).trade_date for name, calendar in opened.items()}
        self._end(today, has_all_ended=tape != self._tape)
        self._tape = tape
        self._begin(opened, today)
        self._draw(time.monotonic())

    def _end(self, today: Mapping[str, date], *, has_all_ended: bool) -> None:
        over = [
            symbol
            for symbol, day in self._days.items()
            if has_all_ended or day.date != today[self._calendar_of(symbol)]
        ]
        for symbol in over:
            del self._days[symbol]
        self._mirror.draw(dict.fromkeys(over, EMPTY))

    def _begin(self, opened: Mapping[str, Calendar], today: Mapping[str, date]) -> None:
        for symbol in list(self._mirror.looked_at):
            if symbol not in self._days and self._mirror.entry(symbol) is not None:
                name = self._calendar_of(symbol)
                self._days[symbol] = DrawnDay(opened[name], today[name])

    def _draw(self, now: float) -> None:
        drawn = {}
        for symbol, day in self._days.items():
            self._take_in(symbol, day)
            is_wanted = day.is_due and day.is_read and symbol in self._mirror.looked_at
            if is_wanted and now - day.drawn_at >= SPACING:
                day.is_due, day.drawn_at = False, now
                drawn[symbol] = sparkline(day.course.closes, day.prev_close)
        self._mirror.draw(drawn)

    def _take_in(self, symbol: str, day: DrawnDay) -> None:
        """Apply what has arrived since the last call."""
        tape, prev_close = self._mirror.tape(symbol), self._mirror.level(symbol).prev_close
        if tape.version != day.tape_version:
            day.tape_version = tape.version
            day.is_due |= day.course.take(tape.bars)
        if prev_close != day.prev_close:
            day.prev_close, day.is_due = prev_close, True

    def _calendar_of(self, symbol: str) -> str:
        return self._mirror.universe[symbol].calendar

    async def read(self) -> bool:
        """Read the stored bars of a few new days. Returns whether there were any."""
        unread = {symbol: day for symbol, day in self._days.items() if not day.is_read}
        if not unread or time.monotonic() < self._retry_at:
            return False
        few = dict(islice(unread.items(), AT_ONCE))
        try:
            read = await apart(self._read, self._tape, few)
        except Error as error:
            if not self._has_failed:
                logger.error("sparklines wait, their bars cannot be read: %s", one_line(error))
            self._has_failed = True
            self._retry_at = time.monotonic() + RETRY_DELAY
            return False
        self._has_failed = False
        for symbol, bars in read.items():
            few[symbol].course.take(bars)
            few[symbol].is_read = few[symbol].is_due = True
        return True

    def _read(self, tape: Tape, days: Mapping[str, DrawnDay]) -> dict[str, list[Bar]]:
        _, origin, always_open = tape
        universe, opened = self._mirror.universe, calendars(always_open)
        bars = {}
        for symbol, day in days.items():
            past = Past(origin, universe, universe[symbol], opened[self._calendar_of(symbol)])
            bars[symbol] = past.minutes(day.date)
        return bars
