"""Alpaca's messages as events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgpack

from ticker.feeds.alpaca.exact import number_of, price_of
from ticker.feeds.alpaca.schema import (
    CancelMessage,
    CorrectionMessage,
    DailyBarMessage,
    Message,
    Number,
    QuoteMessage,
    StatusMessage,
    TradeMessage,
    read,
)
from ticker.feeds.alpaca.statuses import Statuses
from ticker.feeds.alpaca.trades import Trades
from ticker.feeds.edge import AHEAD_LIMIT
from ticker.feeds.names import Names
from ticker.feeds.unusable import unusable
from ticker.market.events import AnyEvent, Quote, Reference
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import SECOND, calendars


class Messages:
    """``clock`` returns the exchange's time of current data, UTC nanoseconds; every event has these
    ``flags``."""

    def __init__(self, names: Names, clock: Callable[[], int], flags: int) -> None:
        self._names, self._clock, self._flags = names, clock, flags
        self._statuses = Statuses(flags)
        trades = self._trades = Trades(self._statuses, flags)
        self._say: dict[
            type[Message], Callable[[InstrumentDefinition, Any, int], Iterator[AnyEvent]]
        ] = {
            TradeMessage: trades.trade,
            QuoteMessage: self._quote,
            CorrectionMessage: trades.correction,
            CancelMessage: trades.cancel,
            StatusMessage: self._statuses.status,
            DailyBarMessage: self._reference,
        }

    def begin(self) -> None:
        """Start a new connection."""
        self._statuses.begin()

    def events(self, raw: object) -> Iterator[AnyEvent | bytes]:
        """The events of a message. A string describes something that is no message."""
        if isinstance(raw, str):
            yield unusable(raw)
            return
        try:
            message = read(raw)
            if isinstance(message, Message):
                yield from self._of(message)
        except ValueError as error:
            yield unusable(f"a message: {error}")

    def _of(self, message: Message) -> Iterator[AnyEvent]:
        its = self._names.get(message.name)
        if its is None:
            raise ValueError(f"of {message.name[:20]!r}")
        if not isinstance(message.at, msgpack.Timestamp):
            raise ValueError(f"of {message.name} without a time")
        ts = message.at.to_unix_nano()
        if not 0 < ts <= self._clock() + AHEAD_LIMIT:
            raise ValueError(f"of {message.name} with the time {ts}")
        return self._say[type(message)](its, message, ts)

    def _quote(self, its: InstrumentDefinition, message: QuoteMessage, ts: int) -> Iterator[Quote]:
        bid, bid_size = _side(its, message.bid, message.bid_size)
        ask, ask_size = _side(its, message.ask, message.ask_size)
        yield Quote(
            symbol=its.symbol,
            ts_event=ts,
            bid=bid,
            bid_size=bid_size,
            ask=ask,
            ask_size=ask_size,
            flags=self._flags,
        )

    def _reference(
        self, its: InstrumentDefinition, message: DailyBarMessage, ts: int
    ) -> Iterator[Reference]:
        now, calendar = self._clock(), calendars()[its.calendar]
        day = datetime.fromtimestamp(ts // SECOND, calendar.zone).date()
        if day != calendar.at(now).trade_date:
            raise ValueError(f"of {message.name} with figures of {day}")
        yield from self._trades.missing(its, message, now)


def _side(
    its: InstrumentDefinition, price: Number, size: Number
) -> tuple[Decimal | None, Decimal | None]:
    """A price of 0 means that the side is empty."""
    return (price_of(price, its), number_of(size)) if price else (None, None)
