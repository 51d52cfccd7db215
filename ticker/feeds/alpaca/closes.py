"""The closes of the previous session, which the stream does not send."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from threading import Thread

from ticker.feeds.alpaca.decimals import exact_price
from ticker.feeds.alpaca.history import AlpacaHistory, read_bar
from ticker.feeds.base import FeedError
from ticker.feeds.historyfeed import SkippedBar
from ticker.feeds.symbology import SymbolMap
from ticker.market.events import Reference
from ticker.market.sessions import calendars

DAYS_BACK = 10
"""Days to look back; an instrument without a trade in them has no close."""

RETRY_DELAY = 60.0
"""Seconds before a failed request is repeated."""

THREAD_NAME = "previous closes"

logger = logging.getLogger(__name__)


class PreviousCloses:
    """Consolidated closes of all exchanges, whatever the feed: changes are measured against them.
    They are adjusted for splits up to today.

    Requested in a thread, once per trade date, so that the stream does not wait.
    """

    def __init__(
        self,
        symbols: SymbolMap,
        open_history: Callable[[], AlpacaHistory],
        clock: Callable[[], int],
        flags: int,
    ) -> None:
        """``past`` creates the client, in the thread; ``clock`` returns the exchange's time of
        current data, UTC nanoseconds."""
        self._symbols, self._open_history, self._clock, self._flags = (
            symbols,
            open_history,
            clock,
            flags,
        )
        self._requested_date = date.min
        self._retry_at = 0.0
        self._arrived_closes: deque[Reference] = deque()

    def take(self) -> Iterator[Reference]:
        """The closes that have arrived. Requests them on a new trade date."""
        now = self._clock()
        trade_date = calendars()["XNYS"].at(now).trade_date
        if trade_date != self._requested_date and time.monotonic() >= self._retry_at:
            self._requested_date = trade_date
            # A daemon: nothing waits for it at exit, and it has nothing to lose.
            ask = Thread(
                target=self._request, args=[trade_date, now], name=THREAD_NAME, daemon=True
            )
            ask.start()
        while self._arrived_closes:
            yield self._arrived_closes.popleft()

    def _request(self, trade_date: date, now: int) -> None:
        try:
            self._arrived_closes.extend(self._references(trade_date, now))
        except FeedError as error:
            logger.warning("%s; no previous closes, asking again in %g s", error, RETRY_DELAY)
            self._retry_at, self._requested_date = time.monotonic() + RETRY_DELAY, date.min

    def _references(self, trade_date: date, now: int) -> Iterator[Reference]:
        last = calendars()["XNYS"].previous(trade_date)
        first = last - timedelta(days=DAYS_BACK)
        answer = self._open_history().request_bars(list(self._symbols), "1d", first, last, "split")
        if isinstance(answer, SkippedBar):
            raise FeedError(f"alpaca: {answer.reason}")
        for name, its in self._symbols.items():
            try:
                bar = read_bar(answer[name][-1])
            except LookupError:
                continue  # it has not traded
            except ValueError as error:
                logger.warning("alpaca: no previous close of %s: %s", its.symbol, error)
                continue
            yield Reference(
                symbol=its.symbol,
                ts_event=now,
                prev_close=exact_price(bar.close, its),
                prev_close_date=bar.day.isoformat(),
                flags=self._flags,
            )
