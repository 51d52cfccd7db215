"""The sessions of a chart's bars."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ticker.market.sessions import Calendar, Session


class Stretch(NamedTuple):
    """The bars of a session: indexes from ``start`` up to ``end``."""

    session: Session
    start: int
    end: int


def stretches(times: Sequence[int], calendar: Calendar, nanoseconds: int) -> Iterator[Stretch]:
    """``times`` are the starts of bars, UTC nanoseconds; ``nanoseconds`` is the interval's length.
    The hourly bar in which the market opens belongs to the session that it ends in."""
    start = 0
    while start < len(times):
        session = calendar.at(times[start] + nanoseconds - 1)
        end = bisect_left(times, session.end - nanoseconds + 1, start)
        yield Stretch(session, start, end)
        start = end


def date_starts(stretches: Sequence[Stretch]) -> list[int]:
    """Indexes at which the trade date changes."""
    return [
        now.start
        for before, now in pairwise(stretches)
        if now.session.trade_date != before.session.trade_date
    ]
