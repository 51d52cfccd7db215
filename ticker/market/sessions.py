"""Trading sessions: the trade date and phase of an instant.

United States equities trade pre-market from 04:00, regular 09:30–16:00 and post-market to 20:00 New
York time; on half days the regular session ends at 13:00 and the post-market at 17:00 (nyse.com,
"Holidays & Trading Hours"). Holidays and half days come from the holidays package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property, lru_cache
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

import holidays
from msgspec import Struct

Phase = Literal["PRE", "REGULAR", "POST", "CLOSED"]
NEW_YORK = ZoneInfo("America/New_York")
SECOND = 10**9


class Session(Struct, frozen=True):
    """One phase of one trade date: ``start`` ≤ instant < ``end``, UTC nanoseconds."""

    trade_date: date
    phase: Phase
    start: int
    end: int

    @property
    def is_regular(self) -> bool:
        return self.phase == "REGULAR"


class Calendar(Protocol):
    zone: ZoneInfo

    def at(self, ts: int) -> Session: ...

    def previous(self, trade_date: date) -> date: ...


class AlwaysOpen:
    """Round the clock; the trade date is the civil date in ``zone``."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._now = Session(date.min, "CLOSED", 0, 0)
        self.previous = cache(self._previous)

    def at(self, ts: int) -> Session:
        now = self._now  # several threads ask
        if not now.start <= ts < now.end:
            day = datetime.fromtimestamp(ts // SECOND, self.zone).date()
            start, end = (
                _ns(midnight, time(), self.zone) for midnight in (day, day + timedelta(days=1))
            )
            self._now = now = Session(day, "REGULAR", start, end)
        return now

    def _previous(self, trade_date: date) -> date:
        return trade_date - timedelta(days=1)


class NewYorkCalendar:
    """NYSE and Nasdaq. Hours between sessions are CLOSED and belong to the session before."""

    zone = NEW_YORK

    def __init__(self) -> None:
        self._now = Session(date.min, "CLOSED", 0, 0)
        self.previous = cache(self._previous)

    @cached_property
    def _closed(self) -> holidays.HolidayBase:
        """Loaded on first use: the library loads the holidays of all countries, which takes 0.4 s
        and 9 MB, and a market that is always open needs none."""
        return holidays.financial_holidays("NYSE")

    @cached_property
    def _half(self) -> holidays.HolidayBase:
        return holidays.financial_holidays("NYSE", categories=("half_day",))

    def at(self, ts: int) -> Session:
        now = self._now  # several threads ask
        if not now.start <= ts < now.end:
            day = datetime.fromtimestamp(ts // SECOND, self.zone).date()
            day = day if self._is_open(day) else self.previous(day)
            if ts < _ns(day, time(4), self.zone):
                day = self.previous(day)
            self._now = now = next(session for session in self._phases(day) if ts < session.end)
        return now

    def _previous(self, trade_date: date) -> date:
        day = trade_date - timedelta(days=1)
        while not self._is_open(day):
            day -= timedelta(days=1)
        return day

    def _next(self, trade_date: date) -> date:
        day = trade_date + timedelta(days=1)
        while not self._is_open(day):
            day += timedelta(days=1)
        return day

    def _is_open(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self._closed

    def _phases(self, day: date) -> Iterator[Session]:
        half = day in self._half
        edges = [time(4), time(9, 30), time(13 if half else 16), time(17 if half else 20)]
        marks = [_ns(day, edge, self.zone) for edge in edges]
        marks.append(_ns(self._next(day), time(4), self.zone))
        phases: tuple[Phase, ...] = ("PRE", "REGULAR", "POST", "CLOSED")
        for phase, start, end in zip(phases, marks, marks[1:], strict=False):
            yield Session(day, phase, start, end)


def _ns(day: date, at: time, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, at, zone).timestamp()) * SECOND


@cache
def calendars(always_open: bool = False) -> Mapping[str, Calendar]:
    """The calendars by name. With ``always_open`` all of them are open round the clock."""
    if always_open:
        return {"XNYS": AlwaysOpen(NEW_YORK), "24/7": AlwaysOpen(NEW_YORK)}
    return {"XNYS": NewYorkCalendar(), "24/7": AlwaysOpen(ZoneInfo("UTC"))}


def regular_session(calendar: Calendar, trade_date: date) -> Session:
    """The regular session of a trade date: no regular session is over at noon."""
    return calendar.at(_ns(trade_date, time(12), calendar.zone))


def zone_name(calendar: Calendar, ts: int) -> str:
    return datetime.fromtimestamp(ts // SECOND, calendar.zone).strftime("%Z")


@lru_cache(maxsize=64)
def next_open(ts: int) -> int:
    """The start of New York's next regular session after ``ts``, UTC nanoseconds. ``ts`` is the end
    of a phase."""
    calendar = calendars()["XNYS"]
    session = calendar.at(ts)
    while not session.is_regular:
        session = calendar.at(session.end)
    return session.start
