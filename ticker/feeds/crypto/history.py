"""An exchange's bars of the past, through ccxt."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ticker.feeds.base import FeedError
from ticker.feeds.crypto.exchange import UNREADABLE, ExchangeFactory, error_with_cause
from ticker.feeds.crypto.symbology import raw_symbol
from ticker.feeds.historyfeed import SkippedBar, bar_from_decimals
from ticker.market.bar import MINUTE, SECOND, Bar, Interval, midnight
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import calendars

MILLISECOND = 1_000_000
DAY = 1440 * MINUTE
LENGTHS: Mapping[Interval, int] = {"1d": DAY, "1m": MINUTE}

BAR_LIMITS = {"kraken": 720}
"""Exchanges that offer only this many bars of an interval, counted back from now."""

DAYS_BACK: Mapping[Interval, int] = {"1d": 3650, "1m": 30}

SKIPPED_BARS = 300
"""Bars to skip after an empty answer: no exchange returns fewer at once."""


def days_back(exchange: str) -> Mapping[Interval, int]:
    if exchange not in BAR_LIMITS:
        return DAYS_BACK
    newest = BAR_LIMITS[exchange]
    return {key: max(1, newest * length // DAY - 1) for key, length in LENGTHS.items()}


class CryptoHistory:
    def __init__(self, factory: ExchangeFactory, raw_symbols: Iterable[str]) -> None:
        """Raises FeedError if the exchange cannot be asked for its markets."""
        self._name = factory.name
        self._exchange = factory.create_for_history(raw_symbols)

    def bars(
        self, definition: InstrumentDefinition, interval: Interval, first: date, last: date
    ) -> Iterator[Bar | SkippedBar]:
        """Raises FeedError if the exchange cannot be reached or refuses further requests."""
        zone = calendars()[definition.calendar].zone
        start, end = midnight(first, zone), midnight(last + timedelta(days=1), zone)
        length = LENGTHS[interval]
        if self._name in BAR_LIMITS:
            oldest = time.time_ns() - BAR_LIMITS[self._name] * length
            if start < oldest:
                yield SkippedBar(
                    "", f"bars before {_utc_minute(oldest)} UTC are not to be had any more"
                )
                start = oldest - oldest % length + length
        none = True
        while start < end:
            rows = self._request_bars(definition, interval, start)
            if isinstance(rows, SkippedBar):
                yield rows
                return
            rows = [row for row in rows if start <= row[0] * MILLISECOND < end]
            for row in rows:
                none = False
                yield _bar(row)
            start = rows[-1][0] * MILLISECOND + length if rows else start + SKIPPED_BARS * length
        if none:
            yield SkippedBar("", "no bars")

    def _request_bars(
        self, definition: InstrumentDefinition, interval: Interval, start: int
    ) -> list[list[Any]] | SkippedBar:
        """Bars from ``start`` on, as many as one answer holds, oldest first."""
        from ccxt.base.errors import AuthenticationError, BaseError, OperationFailed

        try:
            rows: list[list[Any]] = self._exchange.fetch_ohlcv(
                raw_symbol(definition), interval, start // MILLISECOND
            )
            return sorted(rows, key=lambda row: row[0])
        except (AuthenticationError, OperationFailed) as error:
            raise FeedError(f"{self._name}: {error_with_cause(error)}") from None
        except BaseError as error:
            return SkippedBar("", error_with_cause(error))
        except UNREADABLE as error:
            return SkippedBar("", f"an answer that cannot be read ({error_with_cause(error)})")


def _bar(row: list[Any]) -> Bar | SkippedBar:
    ts_open, *figures = row
    try:
        if None in figures:
            raise ValueError("a figure is missing or none")
        return bar_from_decimals(ts_open * MILLISECOND, figures[:4], figures[4])
    except ValueError as error:
        return SkippedBar(_utc_minute(ts_open * MILLISECOND), str(error))


def _utc_minute(ts: int) -> str:
    return f"{datetime.fromtimestamp(ts // SECOND, UTC):%Y-%m-%d %H:%M}"
