"""Alpaca's trades, and their later corrections."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ticker.feeds.alpaca.conditions import has_volume, is_official, trade_flags
from ticker.feeds.alpaca.dayfigures import DayFigures
from ticker.feeds.alpaca.decimals import exact_number, exact_price
from ticker.feeds.alpaca.schema import (
    CancelMessage,
    CorrectionMessage,
    DailyBarMessage,
    TradeMessage,
)
from ticker.feeds.alpaca.statuses import StatusParser
from ticker.market.events import Reference, Trade, TradeCorrection, TradingStatus, check
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import Session, calendars

CORRECTIONS_KEPT = 10_000
"""Corrected trades whose original number is remembered: the market knows them by that."""


class TradeParser:
    """Every event has these ``flags``. Raises ValueError for what is wrong with a message."""

    def __init__(self, status_parser: StatusParser, flags: int) -> None:
        self._status_parser, self._flags = status_parser, flags
        self._days: dict[str, DayFigures] = {}
        self._original_ids: dict[tuple[str, str], str] = {}

    def trade_events(
        self, definition: InstrumentDefinition, message: TradeMessage, ts: int
    ) -> Iterator[TradingStatus | Trade]:
        conditions = message.conditions or []
        if is_official(conditions):
            return
        session = calendars()[definition.calendar].at(ts)
        is_regular = session.is_regular
        flags = trade_flags(conditions, message.tape, is_regular)
        trade = Trade(
            symbol=definition.symbol,
            ts_event=ts,
            price=exact_price(message.price, definition),
            size=exact_number(message.size) if has_volume(conditions) else Decimal(0),
            trade_id=f"{message.number}-{message.exchange}",
            conditions=" ".join(code for code in conditions if code.strip()) or None,
            flags=self._flags | flags,
        )
        check(trade)
        if is_regular and not flags:
            yield from self._status_parser.trade_events(definition, ts)
        self._day_figures(definition, session).add(trade, is_regular)
        yield trade

    def correction_events(
        self, definition: InstrumentDefinition, message: CorrectionMessage, ts: int
    ) -> Iterator[TradeCorrection]:
        """Corrects price and size; corrected conditions are ignored."""
        trade_id = self._original_id(definition, f"{message.original}-{message.exchange}")
        self._original_ids[definition.symbol, f"{message.corrected}-{message.exchange}"] = trade_id
        if len(self._original_ids) > CORRECTIONS_KEPT:
            del self._original_ids[next(iter(self._original_ids))]
        yield TradeCorrection(
            symbol=definition.symbol,
            ts_event=ts,
            trade_id=trade_id,
            action="correct",
            price=exact_price(message.price, definition),
            size=exact_number(message.size),
            flags=self._flags,
        )

    def cancel_events(
        self, definition: InstrumentDefinition, message: CancelMessage, ts: int
    ) -> Iterator[TradeCorrection]:
        yield TradeCorrection(
            symbol=definition.symbol,
            ts_event=ts,
            trade_id=self._original_id(definition, f"{message.number}-{message.exchange}"),
            action="cancel",
            flags=self._flags,
        )

    def _original_id(self, definition: InstrumentDefinition, trade_id: str) -> str:
        """The number by which the market knows the trade: its first one."""
        return self._original_ids.get((definition.symbol, trade_id), trade_id)

    def reference_events(
        self, definition: InstrumentDefinition, message: DailyBarMessage, now: int
    ) -> Iterator[Reference]:
        """The figures of ``now``'s day that the received trades do not explain."""
        prices = (message.open, message.high, message.low, message.close)
        opened, high, low, close = (exact_price(price, definition) for price in prices)
        session = calendars()[definition.calendar].at(now)
        volume = exact_number(message.volume)
        figures = self._day_figures(definition, session).take_missing(
            opened, high, low, close, volume
        )
        if figures:
            yield Reference(
                symbol=definition.symbol,
                ts_event=now,
                open=figures.get("open"),
                high=figures.get("high"),
                low=figures.get("low"),
                volume=figures.get("volume"),
                flags=self._flags,
            )

    def _day_figures(self, definition: InstrumentDefinition, session: Session) -> DayFigures:
        """A trade of an earlier trade date, which the market rejects, counts in a throw-away
        day."""
        today = self._days.get(definition.symbol)
        if today is not None and session.trade_date < today.trade_date:
            return DayFigures(session.trade_date)
        if today is None or session.trade_date > today.trade_date:
            today = self._days[definition.symbol] = DayFigures(session.trade_date)
        return today
