"""An exchange: every publisher's feed hears what it says, and it knows which trades moved Last."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections import defaultdict
from collections.abc import AsyncGenerator
from decimal import Decimal

from tests.support.clock import Clock
from tests.support.examples import AIG, BAC, BTC, IBM, quote, trade
from ticker.feeds.base import Feed
from ticker.market.events import (
    LATE,
    AnyEvent,
    Epoch,
    HeartbeatEvent,
    Reference,
    Status,
    TradeCorrection,
    TradingStatus,
)

SYMBOLS = (IBM, AIG, BAC, BTC)
MILLISECOND = 10**6
EVENT_SPACING = 0.15
"""Seconds between two events of a busy market: more trades than may flash."""


class ExchangeFeed(Feed):
    """What one publisher hears, from the time it began to listen."""

    name = "tape"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.event_queue: asyncio.Queue[AnyEvent] = asyncio.Queue()

    def clock(self) -> int:
        return self._clock.wall

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        while True:
            yield await self.event_queue.get()


class Exchange:
    """Every event has a millisecond of its own, so that ``data-ts`` says what a row knows.

    ``moved`` has the milliseconds of the trades that moved Last, by symbol; after a correction,
    whose outcome is the market's to know, every trade may have.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ts = clock.wall
        self._count = 0
        self._last: dict[str, str | None] = {}
        self.feeds: list[ExchangeFeed] = []
        self.moves: dict[str, list[int]] = defaultdict(list)
        self.is_busy = False
        self.is_silent = False

    async def run(self) -> None:
        """Heartbeats unless it is silent, and trading without end while it is busy."""
        while True:
            await asyncio.sleep(EVENT_SPACING)
            self._count += 1
            if not self.is_silent:
                self._publish(HeartbeatEvent(ts_event=self._clock.wall))
            if self.is_busy and not self.is_silent:
                symbol = SYMBOLS[self._count * 7 % 5 % 4]
                if self._count % 3:
                    self.trade(symbol, str(self._count % 4 + 1))
                else:
                    self.quote(symbol, self._count % 4 + 1)

    def trade(self, symbol: str, price: str) -> None:
        ts = self._next_ts()
        if symbol in self._last and self._last[symbol] != price:
            self.moves[symbol].append(ts // MILLISECOND)
        self._last[symbol] = price
        self._publish(trade(price, ts=ts, symbol=symbol, trade_id=str(ts)))

    def late_trade(self, symbol: str, price: str) -> None:
        """One that moves nothing but the volume."""
        self._publish(trade(price, ts=self._next_ts(), symbol=symbol, flags=LATE))

    def quote(self, symbol: str, bid: int) -> None:
        self._publish(quote(str(bid), str(bid + 1), ts=self._next_ts(), symbol=symbol))

    def halt(self, symbol: str, status: Status) -> None:
        ts = self._next_ts()
        self._publish(TradingStatus(symbol=symbol, ts_event=ts, status=status, reason="T1"))

    def correct(self, symbol: str, price: str | None) -> None:
        """The trade that moved Last most recently; without a price it never was."""
        moves = self.moves[symbol]
        if not moves:
            return
        self._last[symbol] = None
        self._publish(
            TradeCorrection(
                symbol=symbol,
                ts_event=self._next_ts(),
                trade_id=str(moves[-1] * MILLISECOND),
                action="correct" if price else "cancel",
                price=Decimal(price) if price else None,
            )
        )

    def send_reference(self, symbol: str, close: int) -> None:
        ts = self._next_ts()
        name = f"Named {close} & <more>"
        self._publish(Reference(symbol=symbol, ts_event=ts, prev_close=Decimal(close), name=name))

    def begin_epoch(self) -> None:
        self.forget()
        self._publish(Epoch(ts_event=self._next_ts()))

    def forget(self) -> None:
        """Nobody who listens knows an earlier trade."""
        self._last.clear()

    def has_moved(self, symbol: str, after: int, until: int) -> bool:
        """Whether a trade moved Last in these milliseconds, the first excluded."""
        moves = self.moves[symbol]
        return bisect_right(moves, after) < bisect_right(moves, until)

    def _next_ts(self) -> int:
        now = self._clock.wall // MILLISECOND * MILLISECOND
        self._ts = max(self._ts + MILLISECOND, now)
        return self._ts

    def _publish(self, event: AnyEvent) -> None:
        for tape in self.feeds:
            tape.event_queue.put_nowait(event)
