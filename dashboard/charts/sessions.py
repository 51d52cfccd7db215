from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ticker.market.sessions import Calendar, Session


class SessionSpan(NamedTuple):
    """The bars of a session: indexes from ``start`` up to ``end``."""

    session: Session
    start: int
    end: int


def session_spans(
    times: Sequence[int], calendar: Calendar, nanoseconds: int
) -> Iterator[SessionSpan]:
    """``times`` are the starts of bars, UTC nanoseconds; ``nanoseconds`` is the interval's length.
    The hourly bar in which the market opens belongs to the session that it ends in."""
    start = 0
    while start < len(times):
        session = calendar.at(times[start] + nanoseconds - 1)
        end = bisect_left(times, session.end - nanoseconds + 1, start)
        yield SessionSpan(session, start, end)
        start = end


def date_starts(spans: Sequence[SessionSpan]) -> list[int]:
    """Indexes at which the trade date changes."""
    return [
        now.start
        for before, now in pairwise(spans)
        if now.session.trade_date != before.session.trade_date
    ]
