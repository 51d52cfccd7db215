"""The statistics of one trade date, built from its trades in any order."""

from __future__ import annotations

from decimal import Decimal

from ticker.market.barbuilder import BarBuilder
from ticker.market.events import INELIGIBLE, LATE, Trade


class Day(BarBuilder):
    """Open, High, Low and VWAP count eligible regular-session trades; Last is the newest trade of
    any session; Volume and the trade count take every trade."""

    __slots__ = ("last", "last_size", "last_ts", "tick")

    def __init__(self, last: Decimal | None = None, last_ts: int = 0) -> None:
        super().__init__()
        self.last = last
        self.last_ts = last_ts
        self.last_size: Decimal | None = None
        self.tick = 0

    def fold(self, trade: Trade, is_priced: bool) -> None:
        """A trade older than Last counts but does not change Last."""
        super().fold(trade, is_priced)
        if trade.ts_event < self.last_ts or trade.flags & (INELIGIBLE | LATE):
            return
        price = trade.price
        if self.last is not None and price != self.last:
            self.tick = 1 if price > self.last else -1
        self.last, self.last_ts, self.last_size = price, trade.ts_event, trade.size
