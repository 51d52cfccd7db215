"""Which bars are of which session."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ticker.market.sessions import Calendar, Session


class Stretch(NamedTuple):
    """The bars of a session: from the place ``start`` up to the place ``end``."""

    session: Session
    start: int
    end: int


def stretches(times: Sequence[int], calendar: Calendar, nanoseconds: int) -> Iterator[Stretch]:
    """``times`` are where bars open, UTC nanoseconds. ``nanoseconds`` is the interval's length: an
    hour's bar in which the market opens is of the session that it ends in."""
    start = 0
    while start < len(times):
        session = calendar.at(times[start] + nanoseconds - 1)
        end = bisect_left(times, session.end - nanoseconds + 1, start)
        yield Stretch(session, start, end)
        start = end


def date_starts(stretches: Sequence[Stretch]) -> list[int]:
    """The places where another trade date begins than the one before."""
    return [
        now.start
        for before, now in pairwise(stretches)
        if now.session.trade_date != before.session.trade_date
    ]
