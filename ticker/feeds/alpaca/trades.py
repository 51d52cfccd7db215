"""Alpaca's trades, and what is said of them later."""

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
"""Trades that have another number now than that by which the market knows them."""


class Trades:
    """``flags`` are those of every event. What is wrong with a message is raised as ValueError."""

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
            conditions=" ".join(each for each in conditions if each.strip()) or None,
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
        """Of the price and the size; conditions that are corrected too are not looked at."""
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
        """By which the market knows the trade: the first that it had."""
        return self._originals.get((its.symbol, trade_id), trade_id)

    def missing(
        self, its: InstrumentDefinition, message: DailyBarMessage, now: int
    ) -> Iterator[Reference]:
        """Of the day that ``now`` is in, what the trades that were heard do not make."""
        prices = (message.open, message.high, message.low, message.close)
        opened, high, low, close = (price_of(each, its) for each in prices)
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
        """What is of an earlier trade date, and refused by the market, is added to none."""
        today = self._todays.get(its.symbol)
        if today is not None and session.trade_date < today.trade_date:
            return Today(session.trade_date)
        if today is None or session.trade_date > today.trade_date:
            today = self._todays[its.symbol] = Today(session.trade_date)
        return today
