"""A trade date's statistics, folded from its trades in whatever order they come."""

from __future__ import annotations

from copy import copy
from decimal import Decimal

from ticker.events import INELIGIBLE, LATE, Trade

ZERO = Decimal(0)


class Day:
    """Open, High, Low and VWAP count eligible regular-session trades; Last is the newest trade of
    any session; Volume and the trade count take every trade."""

    __slots__ = (
        "close",
        "close_ts",
        "high",
        "last",
        "last_size",
        "last_ts",
        "low",
        "notional",
        "open",
        "open_ts",
        "regular_volume",
        "tick",
        "trade_count",
        "volume",
    )

    def __init__(self, last: Decimal | None = None, last_ts: int = 0) -> None:
        self.last = last
        self.last_ts = last_ts
        self.last_size: Decimal | None = None
        self.tick = 0
        self.open: Decimal | None = None
        self.high: Decimal | None = None
        self.low: Decimal | None = None
        self.close: Decimal | None = None
        self.open_ts = self.close_ts = 0
        self.volume = self.regular_volume = self.notional = ZERO
        self.trade_count = 0

    def copy(self) -> Day:
        return copy(self)

    @property
    def vwap(self) -> Decimal | None:
        return self.notional / self.regular_volume if self.regular_volume else None

    def fold(self, trade: Trade, regular: bool) -> None:
        """Takes the trade in. A trade older than Last counts, but never moves Last backwards."""
        self.trade_count += 1
        self.volume += trade.size
        if trade.flags & INELIGIBLE:
            return
        price = trade.price
        moves_last = trade.ts_event >= self.last_ts and not trade.flags & LATE
        if moves_last:
            if self.last is not None and price != self.last:
                self.tick = 1 if price > self.last else -1
            self.last, self.last_ts, self.last_size = price, trade.ts_event, trade.size
        if regular:
            self._fold_regular(trade)

    def _fold_regular(self, trade: Trade) -> None:
        price = trade.price
        if self.open is None or trade.ts_event < self.open_ts:
            self.open, self.open_ts = price, trade.ts_event
        if self.high is None or price > self.high:
            self.high = price
        if self.low is None or price < self.low:
            self.low = price
        is_newest = trade.ts_event >= self.close_ts and not trade.flags & LATE
        if self.close is None or is_newest:
            self.close, self.close_ts = price, trade.ts_event
        self.regular_volume += trade.size
        self.notional += price * trade.size
