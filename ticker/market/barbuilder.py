from __future__ import annotations

from copy import copy
from decimal import Decimal
from typing import Self

from ticker.market.bar import ZERO, Bar
from ticker.market.events import INELIGIBLE, LATE, Trade


class BarBuilder:
    """Adds trades in any order. Open is the earliest eligible trade and Close the newest; of
    several with one timestamp, the first and the last to arrive."""

    __slots__ = (
        *("close", "high", "low", "notional", "open", "priced_volume", "trade_count"),
        *("ts_first", "ts_last", "volume"),
    )

    def __init__(self) -> None:
        self.open: Decimal | None = None
        self.high: Decimal | None = None
        self.low: Decimal | None = None
        self.close: Decimal | None = None
        self.ts_first = self.ts_last = 0
        self.volume = self.priced_volume = self.notional = ZERO
        self.trade_count = 0

    def copy(self) -> Self:
        return copy(self)

    @property
    def vwap(self) -> Decimal | None:
        return self.notional / self.priced_volume if self.priced_volume else None

    def fold(self, trade: Trade, is_priced: bool) -> None:
        """Volume and the trade count take every trade; prices and VWAP take eligible trades that
        are ``is_priced``. A trade flagged LATE never replaces Close."""
        self.trade_count += 1
        self.volume += trade.size
        if not is_priced or trade.flags & INELIGIBLE:
            return
        price = trade.price
        if self.open is None or trade.ts_event < self.ts_first:
            self.open, self.ts_first = price, trade.ts_event
        if self.high is None or price > self.high:
            self.high = price
        if self.low is None or price < self.low:
            self.low = price
        is_newest = trade.ts_event >= self.ts_last and not trade.flags & LATE
        if self.close is None or is_newest:
            self.close, self.ts_last = price, trade.ts_event
        self.priced_volume += trade.size
        self.notional += price * trade.size

    def bar(self, ts_open: int) -> Bar:
        return Bar(
            ts_open=ts_open,
            open=self.open,
            high=self.high,
            low=self.low,
            close=self.close,
            volume=self.volume,
            trade_count=self.trade_count,
            notional=self.notional,
            priced_volume=self.priced_volume,
            ts_first=self.ts_first,
            ts_last=self.ts_last,
        )

    def replace(self, bar: Bar) -> None:
        """Continue from a stored bar."""
        self.open, self.high, self.low, self.close = bar.open, bar.high, bar.low, bar.close
        self.volume, self.trade_count = bar.volume, bar.trade_count
        self.notional, self.priced_volume = bar.notional, bar.priced_volume
        self.ts_first, self.ts_last = bar.ts_first, bar.ts_last
