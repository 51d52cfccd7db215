"""What a chart marks beside prices: sessions, trade dates and halts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from dashboard.charts.chart import Chart, Halt, length
from dashboard.charts.plot import HEIGHT, STEP, Boxes, Shape, Strokes
from ticker.bar import Bar
from ticker.sessions import Calendar, Session

EXTENDED = ("PRE", "POST", "CLOSED")
MOST_DATES = 6
"""Past so many trade dates, sessions would be stripes: only dates are marked."""

LEAST_HALT = 2
"""Units of width: where nothing trades there is no bar either."""


def sessions_of(bars: Sequence[Bar], calendar: Calendar, nanoseconds: int) -> list[Session]:
    """Each bar's; an hour's in which the market opens is of the session that it ends in."""
    found: list[Session] = []
    session: Session | None = None
    for bar in bars:
        ts = bar.ts_open + nanoseconds - 1
        if session is None or not session.start <= ts < session.end:
            session = calendar.at(ts)
        found.append(session)
    return found


def session_marks(sessions: Sequence[Session], end: int) -> list[Shape]:
    """Hours outside the regular session shaded, a line where another trade date begins, a lighter
    one where another session does. The last session goes on to ``end``, in places."""
    extended, dates, phases = Boxes(), Strokes(), Strokes()
    if len({session.trade_date for session in sessions}) > MOST_DATES:
        return _date_marks(sessions)
    begun = 0
    for place, (before, now) in enumerate(pairwise(sessions), start=1):
        if now is before:
            continue
        if before.phase in EXTENDED:
            extended.add(begun * STEP, 0, HEIGHT, (place - begun) * STEP)
        begun = place
        (phases if now.trade_date == before.trade_date else dates).add(place * STEP, 0, HEIGHT)
    if sessions and sessions[-1].phase in EXTENDED:
        extended.add(begun * STEP, 0, HEIGHT, (end - begun) * STEP)
    shapes = [
        Shape("extended", extended.d),
        Shape("break session", phases.d),
        Shape("break date", dates.d),
    ]
    return [each for each in shapes if each.d]


def _date_marks(sessions: Sequence[Session]) -> list[Shape]:
    dates = Strokes()
    for place, (before, now) in enumerate(pairwise(sessions), start=1):
        if now.trade_date != before.trade_date:
            dates.add(place * STEP, 0, HEIGHT)
    return [Shape("break date", dates.d)]


def shown_halts(chart: Chart) -> list[tuple[Halt, int, int]]:
    """Those within the bars, and from where to where, in units."""
    if not chart.bars:
        return []
    nanoseconds = length(chart.interval)
    opens = [bar.ts_open for bar in chart.bars]
    end = opens[-1] + nanoseconds
    return [
        (halt, _x(opens, halt.start, nanoseconds), _x(opens, halt.end or end, nanoseconds))
        for halt in chart.halts
        if (not halt.end or halt.end > opens[0]) and (halt.start < end or not halt.end)
    ]


def halt_marks(halts: Sequence[tuple[Halt, int, int]]) -> list[Shape]:
    boxes = Boxes()
    for _, start, end in halts:
        boxes.add(start, 0, HEIGHT, max(end - start, LEAST_HALT))
    return [Shape("halt", boxes.d)] if halts else []


def _x(opens: Sequence[int], ts: int, nanoseconds: int) -> int:
    place = bisect_right(opens, ts) - 1
    if place < 0:
        return 0
    share = min((ts - opens[place]) / nanoseconds, 1)
    return round((place + share) * STEP)
