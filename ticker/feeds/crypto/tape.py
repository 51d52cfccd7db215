"""ccxt's trades and tickers as events."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from ticker.feeds.names import Names
from ticker.feeds.unusable import unusable
from ticker.market.bar import SECOND
from ticker.market.events import SNAPSHOT, Quote, Trade
from ticker.market.instruments import InstrumentDefinition

Said = Mapping[str, Any]

MILLISECOND = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FRACTION = re.compile(r"\.(\d+)")

MAKERS = ("coinbase", "coinbaseexchange")
"""Exchanges for whose trades ccxt reports the side of the resting order, not of the aggressor."""

OTHER_SIDES = {"buy": "sell", "sell": "buy"}

KEPT = 2000
"""Trade ids remembered for an instrument: what is repeated after a loss is newer."""


class Tape:
    """What has been reported of each instrument, over all connections: a trade once, a quote when
    it changes. ``clock`` returns UTC nanoseconds."""

    def __init__(self, exchange: str, names: Names, clock: Callable[[], int]) -> None:
        self._names, self._clock = names, clock
        self._sides = OTHER_SIDES if exchange in MAKERS else {side: side for side in OTHER_SIDES}
        self._told = {name: _Told() for name in names}
        self._quotes: dict[str, tuple[Decimal | None, ...]] = {}

    def trades(self, raw_trades: Iterable[Said], is_snapshot: bool) -> list[Trade | bytes]:
        """The new trades of one message, oldest first. Of a snapshot, trades from before this
        process connected only tell the price: the newest one counts, without a size."""
        trades_: list[Trade | bytes] = []
        first: dict[str, list[Trade]] = {}
        new: list[Trade] = []
        for raw in raw_trades:
            name = self._name(raw)
            definition, told = self._names.get(name), self._told.get(name)
            if definition is None or told is None:
                trades_.append(unusable(f"a trade of {name!r}"))
            elif not _is_whole(raw):
                trades_.append(unusable(f"a trade of {name} without price, size or time"))
            else:
                if is_snapshot and not told.anything:
                    first[name] = []
                if told.is_new(raw.get("id")):
                    first.get(name, new).append(self._trade(definition, raw))
        trades_ += [_only_price(max(trades, key=_place)) for trades in first.values() if trades]
        return trades_ + sorted(new, key=_place)

    def _trade(self, definition: InstrumentDefinition, raw: Said) -> Trade:
        return Trade(
            symbol=definition.symbol,
            ts_event=_nanoseconds(raw),
            price=raw["price"],
            size=raw["amount"],
            aggressor_side=self._sides.get(str(raw.get("side"))),
            trade_id=raw.get("id"),
        )

    def _name(self, raw: Said) -> str:
        """The exchange's own symbol is better in messages with trades of several instruments."""
        own = raw["info"].get("symbol") if isinstance(raw.get("info"), dict) else None
        return own if isinstance(own, str) and self._names.get(own) else str(raw.get("symbol"))

    def quotes(self, raw: Said) -> list[Quote]:
        """Empty if the ticker has no prices, or only what was reported before."""
        name = str(raw.get("symbol"))
        definition = self._names.get(name)
        bid, ask = raw.get("bid"), raw.get("ask")
        sides = bid, raw.get("bidVolume"), ask, raw.get("askVolume")
        if definition is None or bid is ask is None or self._quotes.get(name) == sides:
            return []
        self._quotes[name] = sides
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


class _Told:
    """The ids of the last trades of one instrument."""

    def __init__(self) -> None:
        self.anything = False
        self._ids: set[str] = set()
        self._order: deque[str] = deque()

    def is_new(self, its: str | None) -> bool:
        """Remembers the id. A trade without one is always new."""
        self.anything = True
        if its is None:
            return True
        if its in self._ids:
            return False
        self._ids.add(its)
        self._order.append(its)
        if len(self._order) > KEPT:
            self._ids.discard(self._order.popleft())
        return True


def _only_price(trade: Trade) -> Trade:
    return Trade(
        symbol=trade.symbol,
        ts_event=trade.ts_event,
        price=trade.price,
        size=Decimal(0),
        flags=SNAPSHOT,
    )


def _place(trade: Trade) -> tuple[int, int]:
    """Sort key: trades of one instant by number, if their ids are numbers."""
    its = trade.trade_id or ""
    return trade.ts_event, int(its) if its.isdecimal() and len(its) < 20 else 0


def _is_whole(raw: Said) -> bool:
    return bool(raw.get("price")) and raw.get("amount") is not None and _has_time(raw)


def _has_time(raw: Said) -> bool:
    return bool(raw.get("datetime") or raw.get("timestamp"))


def _nanoseconds(raw: Said) -> int:
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
