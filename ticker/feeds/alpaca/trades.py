"""Alpaca's trades, and their later corrections."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ticker.feeds.alpaca.conditions import flags_of, has_volume, is_official
from ticker.feeds.alpaca.exact import number_of, price_of
from ticker.feeds.alpaca.schema import (
    CancelMessage,
    CorrectionMessage,
    DailyBarMessage,
    TradeMessage,
)
from ticker.feeds.alpaca.statuses import Statuses
from ticker.feeds.alpaca.today import Today
from ticker.market.events import Reference, Trade, TradeCorrection, TradingStatus, check
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import Session, calendars

CORRECTIONS_KEPT = 10_000
"""Corrected trades whose original number is remembered: the market knows them by that."""


class Trades:
    """Every event has these ``flags``. Raises ValueError for what is wrong with a message."""

    def __init__(self, statuses: Statuses, flags: int) -> None:
        self._statuses, self._flags = statuses, flags
        self._todays: dict[str, Today] = {}
        self._originals: dict[tuple[str, str], str] = {}

    def trade(
        self, its: InstrumentDefinition, message: TradeMessage, ts: int
    ) -> Iterator[TradingStatus | Trade]:
        conditions = message.conditions or []
        if is_official(conditions):
            return
        session = calendars()[its.calendar].at(ts)
        is_regular = session.is_regular
        flags = flags_of(conditions, message.tape, is_regular)
        trade = Trade(
            symbol=its.symbol,
            ts_event=ts,
            price=price_of(message.price, its),
            size=number_of(message.size) if has_volume(conditions) else Decimal(0),
            trade_id=f"{message.number}-{message.exchange}",
            conditions=" ".join(code for code in conditions if code.strip()) or None,
            flags=self._flags | flags,
        )
        check(trade)
        if is_regular and not flags:
            yield from self._statuses.trades(its, ts)
        self._today(its, session).add(trade, is_regular)
        yield trade

    def correction(
        self, its: InstrumentDefinition, message: CorrectionMessage, ts: int
    ) -> Iterator[TradeCorrection]:
        """Corrects price and size; corrected conditions are ignored."""
        trade_id = self._original(its, f"{message.original}-{message.exchange}")
        self._originals[its.symbol, f"{message.corrected}-{message.exchange}"] = trade_id
        if len(self._originals) > CORRECTIONS_KEPT:
            del self._originals[next(iter(self._originals))]
        yield TradeCorrection(
            symbol=its.symbol,
            ts_event=ts,
            trade_id=trade_id,
            action="correct",
            price=price_of(message.price, its),
            size=number_of(message.size),
            flags=self._flags,
        )

    def cancel(
        self, its: InstrumentDefinition, message: CancelMessage, ts: int
    ) -> Iterator[TradeCorrection]:
        yield TradeCorrection(
            symbol=its.symbol,
            ts_event=ts,
            trade_id=self._original(its, f"{message.number}-{message.exchange}"),
            action="cancel",
            flags=self._flags,
        )

    def _original(self, its: InstrumentDefinition, trade_id: str) -> str:
        """The number by which the market knows the trade: its first one."""
        return self._originals.get((its.symbol, trade_id), trade_id)

    def missing(
        self, its: InstrumentDefinition, message: DailyBarMessage, now: int
    ) -> Iterator[Reference]:
        """The figures of ``now``'s day that the received trades do not explain."""
        prices = (message.open, message.high, message.low, message.close)
        opened, high, low, close = (price_of(price, its) for price in prices)
        session = calendars()[its.calendar].at(now)
        volume = number_of(message.volume)
        figures = self._today(its, session).missing(opened, high, low, close, volume)
        if figures:
            yield Reference(
                symbol=its.symbol,
                ts_event=now,
                open=figures.get("open"),
                high=figures.get("high"),
                low=figures.get("low"),
                volume=figures.get("volume"),
                flags=self._flags,
            )

    def _today(self, its: InstrumentDefinition, session: Session) -> Today:
        """A trade of an earlier trade date, which the market rejects, counts in a throw-away
        day."""
        today = self._todays.get(its.symbol)
        if today is not None and session.trade_date < today.trade_date:
            return Today(session.trade_date)
        if today is None or session.trade_date > today.trade_date:
            today = self._todays[its.symbol] = Today(session.trade_date)
        return today
