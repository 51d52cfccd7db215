"""ccxt's trades and tickers as events."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from ticker.feeds.invalidline import invalid_line
from ticker.feeds.symbology import SymbolMap
from ticker.market.bar import SECOND
from ticker.market.events import SNAPSHOT, Quote, Trade
from ticker.market.instruments import InstrumentDefinition

CcxtData = Mapping[str, Any]

MILLISECOND = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FRACTION = re.compile(r"\.(\d+)")

MAKER_SIDE_EXCHANGES = ("coinbase", "coinbaseexchange")
"""Exchanges for whose trades ccxt reports the side of the resting order, not of the aggressor."""

OTHER_SIDES = {"buy": "sell", "sell": "buy"}

IDS_KEPT = 2000
"""Trade ids remembered for an instrument: what is repeated after a loss is newer."""


class CryptoParser:
    """The reports so far of each instrument, over all connections: a trade once, a quote when
    it changes. ``clock`` returns UTC nanoseconds."""

    def __init__(self, exchange: str, symbols: SymbolMap, clock: Callable[[], int]) -> None:
        self._symbols, self._clock = symbols, clock
        self._sides = (
            OTHER_SIDES
            if exchange in MAKER_SIDE_EXCHANGES
            else {side: side for side in OTHER_SIDES}
        )
        self._seen_trades = {name: _SeenTrades() for name in symbols}
        self._last_quotes: dict[str, tuple[Decimal | None, ...]] = {}

    def trades(self, raw_trades: Iterable[CcxtData], is_snapshot: bool) -> list[Trade | bytes]:
        """The new trades of one message, oldest first. Of a snapshot, trades from before this
        process connected only tell the price: the newest one counts, without a size."""
        trades_: list[Trade | bytes] = []
        first: dict[str, list[Trade]] = {}
        new: list[Trade] = []
        for raw in raw_trades:
            name = self._raw_symbol(raw)
            definition, told = self._symbols.get(name), self._seen_trades.get(name)
            if definition is None or told is None:
                trades_.append(invalid_line(f"a trade of {name!r}"))
            elif not _is_complete(raw):
                trades_.append(invalid_line(f"a trade of {name} without price, size or time"))
            else:
                if is_snapshot and not told.has_any:
                    first[name] = []
                if told.is_new(raw.get("id")):
                    first.get(name, new).append(self._trade(definition, raw))
        trades_ += [
            _price_only(max(trades, key=_trade_order)) for trades in first.values() if trades
        ]
        return trades_ + sorted(new, key=_trade_order)

    def _trade(self, definition: InstrumentDefinition, raw: CcxtData) -> Trade:
        return Trade(
            symbol=definition.symbol,
            ts_event=_nanoseconds(raw),
            price=raw["price"],
            size=raw["amount"],
            aggressor_side=self._sides.get(str(raw.get("side"))),
            trade_id=raw.get("id"),
        )

    def _raw_symbol(self, raw: CcxtData) -> str:
        """The exchange's own symbol is better in messages with trades of several instruments."""
        own = raw["info"].get("symbol") if isinstance(raw.get("info"), dict) else None
        return own if isinstance(own, str) and self._symbols.get(own) else str(raw.get("symbol"))

    def quotes(self, raw: CcxtData) -> list[Quote]:
        """Empty if the ticker has no prices, or only what was reported before."""
        name = str(raw.get("symbol"))
        definition = self._symbols.get(name)
        bid, ask = raw.get("bid"), raw.get("ask")
        sides = bid, raw.get("bidVolume"), ask, raw.get("askVolume")
        if definition is None or bid is ask is None or self._last_quotes.get(name) == sides:
            return []
        self._last_quotes[name] = sides
        at = raw if _has_time(raw) else {"datetime": raw["info"].get("timestamp")}
        ts = _nanoseconds(at) if _has_time(at) else self._clock()
        return [
            Quote(
                symbol=definition.symbol,
                ts_event=ts,
                bid=bid,
                bid_size=sides[1],
                ask=ask,
                ask_size=sides[3],
            )
        ]


class _SeenTrades:
    """The ids of the last trades of one instrument."""

    def __init__(self) -> None:
        self.has_any = False
        self._ids: set[str] = set()
        self._order: deque[str] = deque()

    def is_new(self, trade_id: str | None) -> bool:
        """Remembers the id. A trade without one is always new."""
        self.has_any = True
        if trade_id is None:
            return True
        if trade_id in self._ids:
            return False
        self._ids.add(trade_id)
        self._order.append(trade_id)
        if len(self._order) > IDS_KEPT:
            self._ids.discard(self._order.popleft())
        return True


def _price_only(trade: Trade) -> Trade:
    return Trade(
        symbol=trade.symbol,
        ts_event=trade.ts_event,
        price=trade.price,
        size=Decimal(0),
        flags=SNAPSHOT,
    )


def _trade_order(trade: Trade) -> tuple[int, int]:
    """Sort key: trades of one instant by number, if their ids are numbers."""
    its = trade.trade_id or ""
    return trade.ts_event, int(its) if its.isdecimal() and len(its) < 20 else 0


def _is_complete(raw: CcxtData) -> bool:
    return bool(raw.get("price")) and raw.get("amount") is not None and _has_time(raw)


def _has_time(raw: CcxtData) -> bool:
    return bool(raw.get("datetime") or raw.get("timestamp"))


def _nanoseconds(raw: CcxtData) -> int:
    """The text has all digits, the number only milliseconds. Raises ValueError."""
    text = raw.get("datetime")
    if not text:
        return int(raw["timestamp"]) * MILLISECOND
    moment = datetime.fromisoformat(text).replace(microsecond=0)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    fraction = FRACTION.search(text)
    rest = int(fraction[1][:9].ljust(9, "0")) if fraction else 0
    return (moment - EPOCH) // timedelta(seconds=1) * SECOND + rest
