"""The closes of the previous session, which the stream does not send."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from threading import Thread

from ticker.feeds.alpaca.exact import price_of
from ticker.feeds.alpaca.past import Past, read
from ticker.feeds.base import FeedError
from ticker.feeds.names import Names
from ticker.feeds.pastfeed import LeftOut
from ticker.market.events import Reference
from ticker.market.sessions import calendars

DAYS = 10
"""Days to look back; an instrument without a trade in them has no close."""

RETRY_DELAY = 60.0
"""Seconds before a failed request is repeated."""

THREAD = "previous closes"

logger = logging.getLogger(__name__)


class Closes:
    """Consolidated closes of all exchanges, whatever the feed: changes are measured against them.
    They are adjusted for splits up to today.

    Requested in a thread, once per trade date, so that the stream does not wait.
    """

    def __init__(
        self, names: Names, past: Callable[[], Past], clock: Callable[[], int], flags: int
    ) -> None:
        """``past`` creates the client, in the thread; ``clock`` returns the exchange's time of
        current data, UTC nanoseconds."""
        self._names, self._past, self._clock, self._flags = names, past, clock, flags
        self._asked = date.min
        self._retry_at = 0.0
        self._found: deque[Reference] = deque()

    def take(self) -> Iterator[Reference]:
        """The closes that have arrived. Requests them on a new trade date."""
        now = self._clock()
        trade_date = calendars()["XNYS"].at(now).trade_date
        if trade_date != self._asked and time.monotonic() >= self._retry_at:
            self._asked = trade_date
            # A daemon: nothing waits for it at exit, and it has nothing to lose.
            ask = Thread(target=self._ask, args=[trade_date, now], name=THREAD, daemon=True)
            ask.start()
        while self._found:
            yield self._found.popleft()

    def _ask(self, trade_date: date, now: int) -> None:
        try:
            self._found.extend(self._references(trade_date, now))
        except FeedError as error:
            logger.warning("%s; no previous closes, asking again in %g s", error, RETRY_DELAY)
            self._retry_at, self._asked = time.monotonic() + RETRY_DELAY, date.min

    def _references(self, trade_date: date, now: int) -> Iterator[Reference]:
        last = calendars()["XNYS"].previous(trade_date)
        first = last - timedelta(days=DAYS)
        answer = self._past().ask(list(self._names), "1d", first, last, "split")
        if isinstance(answer, LeftOut):
            raise FeedError(f"alpaca: {answer.reason}")
        for name, its in self._names.items():
            try:
                bar = read(answer[name][-1])
            except LookupError:
                continue  # it has not traded
            except ValueError as error:
                logger.warning("alpaca: no previous close of %s: %s", its.symbol, error)
                continue
            yield Reference(
                symbol=its.symbol,
                ts_event=now,
                prev_close=price_of(bar.close, its),
                prev_close_date=bar.day.isoformat(),
                flags=self._flags,
            )
