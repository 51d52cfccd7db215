"""Bars: what traded in one interval after the other.

A minute's bar counts eligible trades of any session in its prices and VWAP; a day's, as the Day
does, those of the regular session. Every trade counts in Volume and the trade count.
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
"""What a bar's prices are called, here and in files."""


class Bar(Struct, frozen=True, array_like=True, kw_only=True):
    """``ts_open`` is where its interval begins, UTC nanoseconds: of a day, midnight of the trade
    date where the exchange is; of a week, of its Monday.

    Prices are None where only trades came that count in none. ``notional`` is the sum of price
    times size over the ``priced_volume``, both 0 where no VWAP is known. ``ts_first`` and
    ``ts_last`` are the times of the trades of Open and Close, 0 where they are not known.
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


def merged(ts_open: int, bars: Iterable[Bar]) -> Bar:
    """One bar of several that follow each other, in that order."""
    found = list(bars)
    priced = [each for each in found if each.open is not None] or [Bar(ts_open=ts_open)]
    first, last = priced[0], priced[-1]
    return Bar(
        ts_open=ts_open,
        open=first.open,
        high=max((each.high for each in priced if each.high is not None), default=None),
        low=min((each.low for each in priced if each.low is not None), default=None),
        close=last.close,
        volume=sum((each.volume for each in found), ZERO),
        trade_count=sum(each.trade_count for each in found),
        notional=sum((each.notional for each in found), ZERO),
        priced_volume=sum((each.priced_volume for each in found), ZERO),
        ts_first=first.ts_first,
        ts_last=last.ts_last,
    )


def aggregated(bars: Iterable[Bar], interval: Interval, zone: ZoneInfo) -> Iterator[Bar]:
    """Those of minutes as longer ones, those of days as weeks. ``zone`` is the exchange's."""

    def begins(bar: Bar) -> int:
        return start_of(bar.ts_open, interval, zone)

    for ts_open, group in groupby(bars, begins):
        yield merged(ts_open, group)


def start_of(ts: int, interval: Interval, zone: ZoneInfo) -> int:
    """Where the interval begins in which ``ts`` is, UTC nanoseconds."""
    if interval in MINUTES:
        length = MINUTES[interval] * MINUTE
        return ts - ts % length
    day = datetime.fromtimestamp(ts // SECOND, zone).date()
    if interval == "1w":
        day -= timedelta(days=day.weekday())
    return midnight(day, zone)


def midnight(day: date, zone: ZoneInfo) -> int:
    """Where a day's bar begins, UTC nanoseconds."""
    return int(datetime.combine(day, time(), zone).timestamp()) * SECOND
