"""A chart in one sentence, for readers who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.charts.chart import Chart, Halt, is_intraday
from dashboard.charts.floats import Floats
from dashboard.charts.marks import shown_halts
from dashboard.charts.readout import bar_time
from ticker.market.bar import Bar
from ticker.rows import formats

LISTED_HALTS = 3
"""Halts listed one by one."""


def sentence(chart: Chart, floats: Floats) -> str:
    """IBM, 1D, 5m candles: 182.91, up 1.62% since 180.00; high …; low …; 213 bars."""
    return f"{chart.title}: {'; '.join(_parts(chart, floats))}."


def _parts(chart: Chart, floats: Floats) -> Iterator[str]:
    count = len(chart.all_bars)
    newest, highest = chart.bar_at(floats.newest), chart.bar_at(floats.highest)
    lowest = chart.bar_at(floats.lowest)
    if newest and highest and lowest:
        yield _last(chart, newest, chart.bar_at(floats.oldest))
        high, low = (formats.price(price, chart.definition) for price in (highest.high, lowest.low))
        at_high, at_low = (_time_phrase(chart, bar.ts_open) for bar in (highest, lowest))
        yield f"high {high} {at_high}, low {low} {at_low}"
    else:
        yield "no trades in this range yet"
    yield from _halts(chart)
    if count:
        yield "1 bar" if count == 1 else f"{count:,} bars"


def _last(chart: Chart, newest: Bar, oldest: Bar | None) -> str:
    last, since = newest.close, chart.prev_close
    if since is None and oldest:
        since = oldest.open
    text = formats.price(last, chart.definition)
    if last is None or not since:
        return text
    change = (last - since) / since * 100
    moved = formats.unsigned(abs(change), 2) + "%"
    way = formats.direction(change)
    word = f"{way} {moved}" if way else "unchanged"
    return f"{text}, {word} since {formats.price(since, chart.definition)}"


def _time_phrase(chart: Chart, ts: int) -> str:
    zone = chart.calendar.zone
    if not is_intraday(chart.interval):
        day = bar_time(ts, chart.interval, zone)
        return f"on {day}" if chart.interval == "1d" else f"in the {day[:1].lower()}{day[1:]}"
    return f"at {_time(chart, ts)}"


def _time(chart: Chart, ts: int) -> str:
    """Include the date, unless all bars are of one."""
    zone = chart.calendar.zone
    bars = chart.all_bars
    is_one_day = formats.day(bars[0].ts_open, zone) == formats.day(bars[-1].ts_open, zone)
    return formats.minute(ts, zone) if is_one_day else bar_time(ts, "1m", zone)


def _halts(chart: Chart) -> Iterator[str]:
    halts = [halt for halt, _, _ in shown_halts(chart, chart.all_bars)]
    for halt in halts[:LISTED_HALTS]:
        yield _halt(chart, halt)
    if len(halts) > LISTED_HALTS:
        yield f"and {len(halts) - LISTED_HALTS} more halts"


def _halt(chart: Chart, halt: Halt) -> str:
    reason = f" ({halt.reason})" if halt.reason else ""
    start = _time(chart, halt.start)
    if not halt.end:
        return f"halted since {start}{reason}"
    return f"halted from {start} to {_time(chart, halt.end)}{reason}"
