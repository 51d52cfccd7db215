"""What a chart shows, in one sentence, for whoever does not see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashboard.charts.chart import Chart, Halt, is_intraday
from dashboard.charts.marks import shown_halts
from dashboard.charts.readout import when
from ticker import formats
from ticker.bar import Bar

TOLD = 3
"""Halts that are told one by one."""


def sentence(chart: Chart) -> str:
    """IBM, 1D, 5m candles: 182.91, up 1.62% since 180.00; high …; low …; 213 bars."""
    return f"{chart.title}: {'; '.join(_parts(chart))}."


def _parts(chart: Chart) -> Iterator[str]:
    priced = [bar for bar in chart.bars if bar.close is not None]
    if priced:
        yield _last(chart, priced)
        yield f"{_high(chart, priced)}, {_low(chart, priced)}"
    else:
        yield "no trades in this range yet"
    yield from _halts(chart)
    if chart.bars:
        yield "1 bar" if len(chart.bars) == 1 else f"{len(chart.bars):,} bars"


def _last(chart: Chart, bars: Sequence[Bar]) -> str:
    last = bars[-1].close
    since = bars[0].open if chart.prev_close is None else chart.prev_close
    text = formats.price(last, chart.definition)
    if last is None or not since:
        return text
    change = (last - since) / since * 100
    moved = formats.signless(abs(change), 2) + "%"
    way = formats.direction(change)
    word = f"{way} {moved}" if way else "unchanged"
    return f"{text}, {word} since {formats.price(since, chart.definition)}"


def _high(chart: Chart, bars: Sequence[Bar]) -> str:
    bar = max((each for each in bars if each.high is not None), key=lambda each: each.high or 0)
    return f"high {formats.price(bar.high, chart.definition)} {_at(chart, bar.ts_open)}"


def _low(chart: Chart, bars: Sequence[Bar]) -> str:
    bar = min((each for each in bars if each.low is not None), key=lambda each: each.low or 0)
    return f"low {formats.price(bar.low, chart.definition)} {_at(chart, bar.ts_open)}"


def _at(chart: Chart, ts: int) -> str:
    zone = chart.calendar.zone
    if not is_intraday(chart.interval):
        day = when(ts, chart.interval, zone)
        return f"on {day}" if chart.interval == "1d" else f"in the {day[:1].lower()}{day[1:]}"
    return f"at {_time(chart, ts)}"


def _time(chart: Chart, ts: int) -> str:
    """With its date, unless all is of one."""
    zone = chart.calendar.zone
    ends = (chart.bars[0].ts_open, chart.bars[-1].ts_open)
    is_one_day = len({formats.day(each, zone) for each in ends}) == 1
    return formats.minute(ts, zone) if is_one_day else when(ts, "1m", zone)


def _halts(chart: Chart) -> Iterator[str]:
    halts = [halt for halt, _, _ in shown_halts(chart)]
    for halt in halts[:TOLD]:
        yield _halt(chart, halt)
    if len(halts) > TOLD:
        yield f"and {len(halts) - TOLD} more halts"


def _halt(chart: Chart, halt: Halt) -> str:
    reason = f" ({halt.reason})" if halt.reason else ""
    start = _time(chart, halt.start)
    if not halt.end:
        return f"halted since {start}{reason}"
    return f"halted from {start} to {_time(chart, halt.end)}{reason}"
