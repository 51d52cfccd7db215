"""Marks on a chart: sessions, trade dates and halts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from dashboard.charts.chart import Chart, Halt, interval_length
from dashboard.charts.paths import HEIGHT, STEP, Shape, bands, non_empty_shapes, strokes
from dashboard.charts.sessions import SessionSpan, date_starts
from ticker.market.bar import Bar

EXTENDED_PHASES = ("PRE", "POST", "CLOSED")
MOST_DATES = 6
"""From this many trade dates on, only dates are marked: sessions would be stripes."""

LEAST_HALT = 2
"""Units of width: there may be no bar during a halt."""


def session_marks(spans: Sequence[SessionSpan], end: int) -> list[Shape]:
    """Shades extended hours, with a line at each trade date and a lighter one at each session.
    ``end`` is the index where the last session ends."""
    dates = date_starts(spans)
    breaks = Shape("break date", _lines(dates))
    if len(dates) >= MOST_DATES:
        return [breaks]
    starts = [span.start for span in spans]
    extended = [
        (stretch.start * STEP, until * STEP)
        for stretch, until in zip(spans, [*starts[1:], end], strict=False)
        if stretch.session.phase in EXTENDED_PHASES
    ]
    phases = [start for start in starts[1:] if start not in dates]
    return non_empty_shapes(
        Shape("extended", bands(extended)),
        Shape("break session", _lines(phases)),
        breaks,
    )


def _lines(places: Iterable[int]) -> str:
    return strokes((place * STEP, 0, HEIGHT) for place in places)


def shown_halts(chart: Chart, bars: Sequence[Bar]) -> list[tuple[Halt, int, int]]:
    """The halts within these bars, with their start and end in units."""
    if not bars or not chart.halts:
        return []
    nanoseconds = interval_length(chart.interval)
    opens = [bar.ts_open for bar in bars]
    end = opens[-1] + nanoseconds
    return [
        (halt, _x(opens, halt.start, nanoseconds), _x(opens, halt.end or end, nanoseconds))
        for halt in chart.halts
        if (not halt.end or halt.end > opens[0]) and (halt.start < end or not halt.end)
    ]


def halt_marks(halts: Sequence[tuple[Halt, int, int]]) -> list[Shape]:
    spans = [(start, max(end, start + LEAST_HALT)) for _, start, end in halts]
    return non_empty_shapes(Shape("halt", bands(spans)))


def _x(opens: Sequence[int], ts: int, nanoseconds: int) -> int:
    place = bisect_right(opens, ts) - 1
    if place < 0:
        return 0
    share = min((ts - opens[place]) / nanoseconds, 1)
    return round((place + share) * STEP)
