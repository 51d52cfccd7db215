"""Bars: the trades of one interval as open, high, low, close and volume.

The prices and VWAP of a minute bar count eligible trades of any session; those of a daily bar count
the regular session, as ``Day`` does. Volume and the trade count take every trade.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

ZERO = Decimal(0)
SECOND = 10**9
MINUTE = 60 * SECOND

Interval = Literal["1m", "5m", "15m", "1h", "1d", "1w"]
STORED: tuple[Interval, ...] = ("1m", "1d")
MINUTES: dict[Interval, int] = {"1m": 1, "5m": 5, "15m": 15, "1h": 60}


PRICES = ("open", "high", "low", "close")
"""The names of a bar's prices, here and in files."""


class Bar(Struct, frozen=True, array_like=True, kw_only=True):
    """``ts_open`` is the start of the interval in UTC nanoseconds: for a day, midnight of the trade
    date at the exchange; for a week, midnight of its Monday.

    Prices are None when no trade of the interval counts for them. ``notional`` is the sum of price
    times size over the ``priced_volume``; both are 0 if VWAP is unknown. ``ts_first`` and
    ``ts_last`` are the times of the opening and closing trades, 0 if unknown.
    """

    ts_open: int
    open: Decimal | None = None
    high: Decimal | None = None
    low: Decimal | None = None
    close: Decimal | None = None
    volume: Decimal = ZERO
    trade_count: int = 0
    notional: Decimal = ZERO
    priced_volume: Decimal = ZERO
    ts_first: int = 0
    ts_last: int = 0

    @property
    def vwap(self) -> Decimal | None:
        return self.notional / self.priced_volume if self.priced_volume else None


def merge_bars(ts_open: int, bars: Iterable[Bar]) -> Bar:
    merged_bars = list(bars)
    priced = [bar for bar in merged_bars if bar.open is not None] or [Bar(ts_open=ts_open)]
    first, last = priced[0], priced[-1]
    return Bar(
        ts_open=ts_open,
        open=first.open,
        high=max((bar.high for bar in priced if bar.high is not None), default=None),
        low=min((bar.low for bar in priced if bar.low is not None), default=None),
        close=last.close,
        volume=sum((bar.volume for bar in merged_bars), ZERO),
        trade_count=sum(bar.trade_count for bar in merged_bars),
        notional=sum((bar.notional for bar in merged_bars), ZERO),
        priced_volume=sum((bar.priced_volume for bar in merged_bars), ZERO),
        ts_first=first.ts_first,
        ts_last=last.ts_last,
    )


def aggregate_bars(bars: Iterable[Bar], interval: Interval, zone: ZoneInfo) -> Iterator[Bar]:
    """Minute bars as longer ones, or daily bars as weeks, in the exchange's ``zone``."""

    def begins(bar: Bar) -> int:
        return interval_start(bar.ts_open, interval, zone)

    for ts_open, group in groupby(bars, begins):
        yield merge_bars(ts_open, group)


def interval_start(ts: int, interval: Interval, zone: ZoneInfo) -> int:
    """The start of the interval that contains ``ts``, UTC nanoseconds."""
    if interval in MINUTES:
        length = MINUTES[interval] * MINUTE
        return ts - ts % length
    day = datetime.fromtimestamp(ts // SECOND, zone).date()
    if interval == "1w":
        day -= timedelta(days=day.weekday())
    return midnight(day, zone)


def midnight(day: date, zone: ZoneInfo) -> int:
    """The start of a daily bar, UTC nanoseconds."""
    return int(datetime.combine(day, time(), zone).timestamp()) * SECOND
