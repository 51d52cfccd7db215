from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from msgspec import structs

from ticker.market.bar import ZERO
from ticker.market.day import Day
from ticker.market.events import (
    BadEventError,
    Quote,
    Reference,
    Trade,
    TradeCorrection,
    TradingStatus,
)
from ticker.market.freshness import Freshness
from ticker.market.instruments import InstrumentDefinition
from ticker.market.level1 import Level1
from ticker.market.minutebars import MinuteBars
from ticker.market.prints import MAX_PRINTS, Action, Print, TradeReport, make_print

CORRECTION_WINDOW = 15 * 60 * 10**9
"""How long a trade can still be corrected, in nanoseconds of exchange time."""

CORRECTION_LIMIT = 5_000
"""The most trades that an instrument keeps for correction."""

MAX_STATUSES = 50
"""Changes of trading status that an instrument keeps."""


class LastValue:
    """Mutable and owned by the Market, which passes each event with its trade date and session
    phase.

    ``ended`` holds finished days until the Market takes them.
    """

    def __init__(self, definition: InstrumentDefinition) -> None:
        self.definition = definition
        self.name = definition.name
        self.trade_date = date.min
        self.day = Day()
        self.bid: Decimal | None = None
        self.bid_size: Decimal | None = None
        self.ask: Decimal | None = None
        self.ask_size: Decimal | None = None
        self.ts_quote = self.ts_status = self.ts_event = 0
        self.status, self.reason = "", ""
        self.close: tuple[Decimal, date, str] | None = None
        self.source = ""
        self.is_changed = False
        self.minutes = MinuteBars()
        self.prints: deque[TradeReport | Print] = deque(maxlen=MAX_PRINTS)
        self.statuses: deque[tuple[int, str, str]] = deque(maxlen=MAX_STATUSES)
        self.ended_bars: list[tuple[date, Day]] = []
        self._settled: Day | None = None
        self._kept: dict[str, tuple[Trade, bool]] = {}
        self._cancelled: set[str] = set()

    def set_quote(self, event: Quote) -> None:
        """Raises BadEventError (old_quote)."""
        if event.ts_event < self.ts_quote:
            raise BadEventError("old_quote")
        self.bid, self.bid_size = (event.bid, event.bid_size) if event.bid else (None, None)
        self.ask, self.ask_size = (event.ask, event.ask_size) if event.ask else (None, None)
        self.ts_quote = event.ts_event
        self._note_event(event.ts_event, event.source)

    def add_trade(self, event: Trade, regular: bool) -> TradeReport:
        """Raises BadEventError (duplicate_trade)."""
        if event.trade_id is not None:
            self._keep(event, event.trade_id, regular)
        elif self._settled is not None:
            self._settled.fold(event, regular)
            self.minutes.settle(event)
        last = self.day.last
        self.day.fold(event, regular)
        self.minutes.fold(event)
        self.is_changed |= last is not None and last != self.day.last
        self._note_event(event.ts_event, event.source)
        report: TradeReport = event, self.day.tick, ""
        self.prints.append(report)
        return report

    def correct(self, event: TradeCorrection) -> TradeReport:
        """Raises BadEventError (unknown_trade)."""
        if event.trade_id not in self._kept or self._settled is None:
            raise BadEventError("unknown_trade", repr(event.trade_id[:40]))
        changed, was_regular = self._kept[event.trade_id]
        if event.action == "cancel":
            del self._kept[event.trade_id]
            self._cancelled.add(event.trade_id)
        else:
            changed = structs.replace(
                changed,
                price=changed.price if event.price is None else event.price,
                size=changed.size if event.size is None else event.size,
            )
            self._kept[event.trade_id] = changed, was_regular
        self.day = self._settled.copy()
        for trade, regular in self._kept.values():
            self.day.fold(trade, regular)
        self.minutes.correct(changed.ts_event, (trade for trade, _ in self._kept.values()))
        self._note_event(event.ts_event, event.source)
        return self._replacement(changed, event.action)

    def _replacement(self, trade: Trade, action: Action) -> TradeReport:
        """Replaces the print of this trade; a trade whose print has scrolled off changes none."""
        report: TradeReport = trade, 0, action
        for place, print_ in enumerate(self.prints):
            of = make_print(print_)
            if of.key == trade.trade_id:
                report = trade, of.tick, action
                self.prints[place] = report
        return report

    def set_status(self, event: TradingStatus) -> None:
        """Raises BadEventError (old_status)."""
        if event.ts_event < self.ts_status:
            raise BadEventError("old_status")
        status = event.status, event.reason or ""
        if status != (self.status, self.reason):
            self.statuses.append((event.ts_event, *status))
        (self.status, self.reason), self.ts_status = status, event.ts_event
        self._note_event(event.ts_event, event.source)

    def set_reference(self, event: Reference, previous: Callable[[date], date]) -> None:
        """Apply a provider's figures; ``previous`` returns the session before a trade date."""
        if event.prev_close:
            stated = event.prev_close_date
            of = date.fromisoformat(stated) if stated else previous(self.trade_date)
            self.close = event.prev_close, of, event.source
        # The volume added to the day is added to the settled day too: the correctable trades are in
        # both.
        more = ZERO if event.volume is None else event.volume - self.day.volume
        priced = notional = ZERO
        if event.vwap:
            volume = self.day.volume + more
            priced = volume - self.day.priced_volume
            notional = volume * event.vwap - self.day.notional
        for day in (self.day, self._settled):
            if day is not None:
                day.open = event.open or day.open
                day.high = event.high or day.high
                day.low = event.low or day.low
                day.volume += more
                day.priced_volume += priced
                day.notional += notional
        self.name = event.name or self.name
        self._note_event(event.ts_event, event.source)

    def roll(self, trade_date: date) -> None:
        """Start a trade date: the regular close becomes Prev Close and the day is empty."""
        if self.day.close is not None:
            self.close = self.day.close, self.trade_date, self.source
        if self.day.volume or self.day.open is not None:
            self.ended_bars.append((self.trade_date, self.day))
        self.trade_date = trade_date
        self.day = Day(self.day.last, self.day.last_ts)
        self._settled = None
        self.minutes.settle_all()
        self._kept.clear()
        self._cancelled.clear()

    def level1(
        self, n: int, status: Freshness, flash: int, previous: Callable[[date], date]
    ) -> Level1:
        day, close = self.day, self.close
        is_previous = close and close[1:] == (previous(self.trade_date), self.source)
        return Level1(
            symbol=self.definition.symbol,
            name=self.name,
            last=day.last,
            last_size=day.last_size,
            bid=self.bid,
            bid_size=self.bid_size,
            ask=self.ask,
            ask_size=self.ask_size,
            volume=day.volume if day.trade_count or day.volume else None,
            vwap=day.vwap,
            trade_count=day.trade_count,
            open=day.open,
            high=day.high,
            low=day.low,
            prev_close=close[0] if close and is_previous else None,
            status=status,
            ts_event=self.ts_event,
            ts_trade=day.last_ts,
            tick=day.tick,
            flash=flash,
            n=n,
        )

    def _note_event(self, ts_event: int, source: str) -> None:
        self.ts_event = max(self.ts_event, ts_event)
        self.source = source

    def _keep(self, event: Trade, trade_id: str, regular: bool) -> None:
        if trade_id in self._kept or trade_id in self._cancelled:
            raise BadEventError("duplicate_trade", repr(trade_id[:40]))
        if self._settled is None:
            self._settled = self.day.copy()
            self.minutes.settle_all()
        self._kept[trade_id] = event, regular
        horizon = event.ts_event - CORRECTION_WINDOW
        while True:
            oldest = next(iter(self._kept))
            trade, was_regular = self._kept[oldest]
            if trade.ts_event >= horizon and len(self._kept) <= CORRECTION_LIMIT:
                return
            self._settled.fold(trade, was_regular)
            self.minutes.settle(trade)
            del self._kept[oldest]
