"""Level 1: the last-value state of one instrument, as it crosses processes."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from msgspec import Struct

from ticker.market.freshness import UNKNOWN, Freshness, is_frozen

HUNDREDTH = Decimal("0.01")


class Level1(Struct, frozen=True, array_like=True, kw_only=True):
    """The values of a row. Missing values are None; times are UTC nanoseconds.

    ``tick`` compares the newest trade with the one before (-1, 0, 1). ``flash`` counts flashes, so
    a changed count is a new flash. ``prev_close`` is set only if it is the close of the previous
    session from the same source.
    """

    symbol: str
    name: str
    last: Decimal | None = None
    last_size: Decimal | None = None
    bid: Decimal | None = None
    bid_size: Decimal | None = None
    ask: Decimal | None = None
    ask_size: Decimal | None = None
    volume: Decimal | None = None
    vwap: Decimal | None = None
    trade_count: int = 0
    open: Decimal | None = None
    high: Decimal | None = None
    low: Decimal | None = None
    prev_close: Decimal | None = None
    status: Freshness = UNKNOWN
    ts_event: int = 0
    ts_trade: int = 0
    tick: int = 0
    flash: int = 0
    n: int = 0

    @property
    def chg(self) -> Decimal | None:
        if self.last is None or self.prev_close is None:
            return None
        return self.last - self.prev_close

    @property
    def chg_pct(self) -> Decimal | None:
        """Percent of Prev Close, to hundredths."""
        if self.last is None or not self.prev_close:
            return None
        change = (self.last - self.prev_close) / self.prev_close * 100
        return change.quantize(HUNDREDTH, ROUND_HALF_EVEN)

    @property
    def spread(self) -> Decimal | None:
        """Ask minus Bid; negative when the quote is crossed."""
        if self.bid is None or self.ask is None:
            return None
        return self.ask - self.bid

    @property
    def is_frozen(self) -> bool:
        return is_frozen(self.status)
