"""An exchange's bars of the past, through ccxt."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ticker.feeds.base import FeedError
from ticker.feeds.crypto.exchange import UNREADABLE, Maker, why
from ticker.feeds.crypto.names import name_of
from ticker.feeds.pastfeed import LeftOut, exact_bar
from ticker.market.bar import MINUTE, SECOND, Bar, Interval, midnight
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import calendars

MILLISECOND = 1_000_000
DAY = 1440 * MINUTE
LENGTHS: Mapping[Interval, int] = {"1d": DAY, "1m": MINUTE}

NEWEST = {"kraken": 720}
"""Exchanges that offer only this many bars of an interval, counted back from now."""

DAYS_BACK: Mapping[Interval, int] = {"1d": 3650, "1m": 30}

STEP = 300
"""Bars to skip after an empty answer: no exchange returns fewer at once."""


def days_back(exchange: str) -> Mapping[Interval, int]:
    if exchange not in NEWEST:
        return DAYS_BACK
    newest = NEWEST[exchange]
    return {key: max(1, newest * length // DAY - 1) for key, length in LENGTHS.items()}


class History:
    def __init__(self, maker: Maker, names: Iterable[str]) -> None:
        """Raises FeedError if the exchange cannot be asked for its markets."""
        self._name = maker.name
        self._exchange = maker.make_for_history(names)

    def bars(
        self, definition: InstrumentDefinition, interval: Interval, first: date, last: date
    ) -> Iterator[Bar | LeftOut]:
        """Raises FeedError if the exchange cannot be reached or refuses further requests."""
        zone = calendars()[definition.calendar].zone
        start, end = midnight(first, zone), midnight(last + timedelta(days=1), zone)
        length = LENGTHS[interval]
        if self._name in NEWEST:
            oldest = time.time_ns() - NEWEST[self._name] * length
            if start < oldest:
                yield LeftOut("", f"bars before {_moment(oldest)} UTC are not to be had any more")
                start = oldest - oldest % length + length
        none = True
        while start < end:
            rows = self._ask(definition, interval, start)
            if isinstance(rows, LeftOut):
                yield rows
                return
            rows = [row for row in rows if start <= row[0] * MILLISECOND < end]
            for row in rows:
                none = False
                yield _bar(row)
            start = rows[-1][0] * MILLISECOND + length if rows else start + STEP * length
        if none:
            yield LeftOut("", "no bars")

    def _ask(
        self, definition: InstrumentDefinition, interval: Interval, start: int
    ) -> list[list[Any]] | LeftOut:
        """Bars from ``start`` on, as many as one answer holds, oldest first."""
        from ccxt.base.errors import AuthenticationError, BaseError, OperationFailed

        try:
            rows: list[list[Any]] = self._exchange.fetch_ohlcv(
                name_of(definition), interval, start // MILLISECOND
            )
            return sorted(rows, key=lambda row: row[0])
        except (AuthenticationError, OperationFailed) as error:
            raise FeedError(f"{self._name}: {why(error)}") from None
        except BaseError as error:
            return LeftOut("", why(error))
        except UNREADABLE as error:
            return LeftOut("", f"an answer that cannot be read ({why(error)})")


def _bar(row: list[Any]) -> Bar | LeftOut:
    ts_open, *figures = row
    try:
        if None in figures:
            raise ValueError("a figure is missing or none")
        return exact_bar(ts_open * MILLISECOND, figures[:4], figures[4])
    except ValueError as error:
        return LeftOut(_moment(ts_open * MILLISECOND), str(error))


def _moment(ts: int) -> str:
    return f"{datetime.fromtimestamp(ts // SECOND, UTC):%Y-%m-%d %H:%M}"
