"""Alpaca's messages as events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgpack

from ticker.feeds.alpaca.decimals import exact_number, exact_price
from ticker.feeds.alpaca.schema import (
    CancelMessage,
    CorrectionMessage,
    DailyBarMessage,
    Message,
    Number,
    QuoteMessage,
    StatusMessage,
    TradeMessage,
    read_message,
)
from ticker.feeds.alpaca.statuses import StatusParser
from ticker.feeds.alpaca.trades import TradeParser
from ticker.feeds.edge import AHEAD_LIMIT
from ticker.feeds.invalidline import invalid_line
from ticker.feeds.symbology import SymbolMap
from ticker.market.events import AnyEvent, Quote, Reference
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import SECOND, calendars


class AlpacaParser:
    """``clock`` returns the exchange's time of current data, UTC nanoseconds; every event has these
    ``flags``."""

    def __init__(self, symbols: SymbolMap, clock: Callable[[], int], flags: int) -> None:
        self._symbols, self._clock, self._flags = symbols, clock, flags
        self._status_parser = StatusParser(flags)
        trades = self._trade_parser = TradeParser(self._status_parser, flags)
        self._handlers: dict[
            type[Message], Callable[[InstrumentDefinition, Any, int], Iterator[AnyEvent]]
        ] = {
            TradeMessage: trades.trade_events,
            QuoteMessage: self._quote,
            CorrectionMessage: trades.correction_events,
            CancelMessage: trades.cancel_events,
            StatusMessage: self._status_parser.status_events,
            DailyBarMessage: self._reference,
        }

    def begin_connection(self) -> None:
        """Start a new connection."""
        self._status_parser.begin_connection()

    def events(self, raw: object) -> Iterator[AnyEvent | bytes]:
        """The events of a message. A string describes something that is no message."""
        if isinstance(raw, str):
            yield invalid_line(raw)
            return
        try:
            message = read_message(raw)
            if isinstance(message, Message):
                yield from self._parse(message)
        except ValueError as error:
            yield invalid_line(f"a message: {error}")

    def _parse(self, message: Message) -> Iterator[AnyEvent]:
        its = self._symbols.get(message.raw_symbol)
        if its is None:
            raise ValueError(f"of {message.raw_symbol[:20]!r}")
        if not isinstance(message.timestamp, msgpack.Timestamp):
            raise ValueError(f"of {message.raw_symbol} without a time")
        ts = message.timestamp.to_unix_nano()
        if not 0 < ts <= self._clock() + AHEAD_LIMIT:
            raise ValueError(f"of {message.raw_symbol} with the time {ts}")
        return self._handlers[type(message)](its, message, ts)

    def _quote(
        self, definition: InstrumentDefinition, message: QuoteMessage, ts: int
    ) -> Iterator[Quote]:
        bid, bid_size = _side(definition, message.bid, message.bid_size)
        ask, ask_size = _side(definition, message.ask, message.ask_size)
        yield Quote(
            symbol=definition.symbol,
            ts_event=ts,
            bid=bid,
            bid_size=bid_size,
            ask=ask,
            ask_size=ask_size,
            flags=self._flags,
        )

    def _reference(
        self, definition: InstrumentDefinition, message: DailyBarMessage, ts: int
    ) -> Iterator[Reference]:
        now, calendar = self._clock(), calendars()[definition.calendar]
        day = datetime.fromtimestamp(ts // SECOND, calendar.zone).date()
        if day != calendar.at(now).trade_date:
            raise ValueError(f"of {message.raw_symbol} with figures of {day}")
        yield from self._trade_parser.reference_events(definition, message, now)


def _side(
    definition: InstrumentDefinition, price: Number, size: Number
) -> tuple[Decimal | None, Decimal | None]:
    """A price of 0 means that the side is empty."""
    return (exact_price(price, definition), exact_number(size)) if price else (None, None)
