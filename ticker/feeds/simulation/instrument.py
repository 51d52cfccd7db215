"""One simulated instrument: its quotes around the fair price, and its trades."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from decimal import Decimal

from ticker.feeds.simulation.factors import Factors
from ticker.feeds.simulation.fairprice import FairPrice
from ticker.feeds.simulation.outline import reaches
from ticker.feeds.simulation.sizes import Sizes
from ticker.market.events import AnyEvent, Quote, Reference, Trade, TradingStatus
from ticker.market.instruments import AssetClass, InstrumentDefinition

SOURCE = "simulated"
SPREAD: dict[AssetClass, float] = {"EQUITY": 1.5e-4, "ETF": 4e-5, "CRYPTO": 1e-4}
"""A typical spread as a share of the price."""

LOCKED_CHANCE, WIDE_CHANCE = 0.03, 0.2
TRADE_CHANCE = MORE_CHANCE = 1 / 3
"""An action is one quote, preceded in a third of cases by a trade, and that by another …"""

TRADES_PER_ACTION = TRADE_CHANCE / (1 - MORE_CHANCE)
EVENTS_PER_ACTION = 1 + TRADES_PER_ACTION
"""A third of all events are trades."""


class SimulatedInstrument:
    """``heat``, set by Activity, multiplies its activity and its variance."""

    __slots__ = (
        "_ask",
        "_bid",
        "_increment",
        "_rng",
        "_spread",
        "definition",
        "fair",
        "heat",
        "is_halted",
        "last",
        "sizes",
        "symbol",
    )

    def __init__(
        self, definition: InstrumentDefinition, factors: Factors, rng: random.Random, now: int
    ) -> None:
        self.definition, self.symbol, self._rng = definition, definition.symbol, rng
        self._increment = definition.price_increment
        self.fair = FairPrice(definition, factors, rng, now)
        self._spread = max(1, round(self.fair.price() * SPREAD[definition.asset_class]))
        self.sizes = Sizes(definition, rng)
        self.heat, self.is_halted = 1.0, False
        self._requote()
        self.last = self._ask

    def opening_events(
        self, ts: int, prev_close_date: str, trades: float, volatility: float
    ) -> tuple[Reference, Quote, Trade]:
        """The state that a provider sends on connecting: the day so far, with about this many
        trades and this standard deviation of its log return."""
        quote, trade = self._quote(ts), self._trade(ts)
        return self._day_so_far(ts, prev_close_date, trades, volatility), quote, trade

    def _day_so_far(
        self, ts: int, prev_close_date: str, trades: float, volatility: float
    ) -> Reference:
        prev_close = self._price_near(self.fair.previous_close(), 0.0)
        opened = self._price_near(self._increments(prev_close), self._draw_deviation())
        moved = math.log(self.last / opened)
        up, down = reaches(moved, volatility, 1 - self._rng.random(), 1 - self._rng.random())
        top, bottom = max(opened, self.last), min(opened, self.last)
        return Reference(
            symbol=self.symbol,
            ts_event=ts,
            source=SOURCE,
            prev_close=prev_close,
            prev_close_date=prev_close_date,
            open=opened,
            high=max(top, self._price_near(self._increments(opened), up)),
            low=min(bottom, self._price_near(self._increments(opened), -down)),
            volume=self.sizes.total(trades * self._rng.uniform(0.8, 1.2)),
        )

    def start_day(self, ts: int, prev_close_date: str) -> Reference:
        """Start a day: the last price becomes Prev Close."""
        return Reference(
            symbol=self.symbol,
            ts_event=ts,
            source=SOURCE,
            prev_close=self.last,
            prev_close_date=prev_close_date,
        )

    def act(self, ts: int) -> Iterator[AnyEvent]:
        """A new quote, sometimes after trades against the standing one."""
        self.fair.drift(ts, self.heat)
        if self._rng.random() < TRADE_CHANCE:
            yield self._trade(ts)
            while self._rng.random() < MORE_CHANCE:
                yield self._trade(ts)
        self._requote()
        yield self._quote(ts)

    def halt(self, ts: int, reason: str) -> TradingStatus:
        self.is_halted = True
        return TradingStatus(
            symbol=self.symbol, ts_event=ts, source=SOURCE, status="HALTED", reason=reason
        )

    def resume(self, ts: int) -> Iterator[AnyEvent]:
        self.is_halted = False
        yield TradingStatus(symbol=self.symbol, ts_event=ts, source=SOURCE, status="TRADING")
        self._requote()
        yield self._quote(ts)

    def _quote(self, ts: int) -> Quote:
        return Quote(
            symbol=self.symbol,
            ts_event=ts,
            source=SOURCE,
            bid=self._bid,
            bid_size=self.sizes.quote(),
            ask=self._ask,
            ask_size=self.sizes.quote(),
        )

    def _trade(self, ts: int) -> Trade:
        side, price = ("BUY", self._ask) if self._rng.random() < 0.5 else ("SELL", self._bid)
        self.last = price
        return Trade(
            symbol=self.symbol,
            ts_event=ts,
            source=SOURCE,
            price=price,
            size=self.sizes.trade(),
            aggressor_side=side,
        )

    def _requote(self) -> None:
        spread = self._draw_spread()
        bid = max(1, round(self.fair.price() - spread / 2))
        self._bid, self._ask = self._increment * bid, self._increment * (bid + spread)

    def _draw_spread(self) -> int:
        """In increments; now and then the quote is locked, or wider than usual."""
        chance = self._rng.random()
        if chance < LOCKED_CHANCE:
            return 0
        is_wide = chance > 1 - WIDE_CHANCE
        return self._spread + 1 + int(chance * self._spread) if is_wide else self._spread

    def _draw_deviation(self) -> float:
        return self._rng.gauss(0.0, self.fair.volatility / 3)

    def _price_near(self, increments: float, log_return: float) -> Decimal:
        return self._increment * max(1, round(increments * math.exp(log_return)))

    def _increments(self, price: Decimal) -> float:
        return float(price / self._increment)
