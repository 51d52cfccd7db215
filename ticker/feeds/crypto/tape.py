"""Trades and tickers, as ccxt has them, as events."""

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
"""Exchanges of whose trades ccxt has the side of who was in the book, not of who came to trade."""

OTHER_SIDES = {"buy": "sell", "sell": "buy"}

KEPT = 2000
"""Identifiers of an instrument that are remembered: what is told again after a loss is newer."""


class Tape:
    """What has been told of each instrument, over all connections: a trade is told once, a quote
    when it changes. ``clock`` tells the time, UTC nanoseconds."""

    def __init__(self, exchange: str, names: Names, clock: Callable[[], int]) -> None:
        self._names, self._clock = names, clock
        self._sides = OTHER_SIDES if exchange in MAKERS else {each: each for each in OTHER_SIDES}
        self._told = {name: _Told() for name in names}
        self._quotes: dict[str, tuple[Decimal | None, ...]] = {}

    def trades(self, said: Iterable[Said], is_snapshot: bool) -> list[Trade | bytes]:
        """Those of one message that are new, the oldest first. Of a snapshot, what traded before
        this process was there to hear it is only where the price is: its newest, without a size.
        """
        found: list[Trade | bytes] = []
        first: dict[str, list[Trade]] = {}
        new: list[Trade] = []
        for each in said:
            name = self._name(each)
            definition, told = self._names.get(name), self._told.get(name)
            if definition is None or told is None:
                found.append(unusable(f"a trade of {name!r}"))
            elif not _is_whole(each):
                found.append(unusable(f"a trade of {name} without price, size or time"))
            else:
                if is_snapshot and not told.anything:
                    first[name] = []
                if told.is_new(each.get("id")):
                    first.get(name, new).append(self._trade(definition, each))
        found += [_only_price(max(trades, key=_place)) for trades in first.values() if trades]
        return found + sorted(new, key=_place)

    def _trade(self, definition: InstrumentDefinition, said: Said) -> Trade:
        return Trade(
            symbol=definition.symbol,
            ts_event=_nanoseconds(said),
            price=said["price"],
            size=said["amount"],
            aggressor_side=self._sides.get(str(said.get("side"))),
            trade_id=said.get("id"),
        )

    def _name(self, said: Said) -> str:
        """The exchange's own word is better where a message has trades of several."""
        own = said["info"].get("symbol") if isinstance(said.get("info"), dict) else None
        return own if isinstance(own, str) and self._names.get(own) else str(said.get("symbol"))

    def quotes(self, said: Said) -> list[Quote]:
        """None where the ticker has no prices, or the prices and sizes that are told already."""
        name = str(said.get("symbol"))
        definition = self._names.get(name)
        bid, ask = said.get("bid"), said.get("ask")
        sides = bid, said.get("bidVolume"), ask, said.get("askVolume")
        if definition is None or bid is ask is None or self._quotes.get(name) == sides:
            return []
        self._quotes[name] = sides
        at = said if _has_time(said) else {"datetime": said["info"].get("timestamp")}
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
    """The identifiers of the last trades of one instrument."""

    def __init__(self) -> None:
        self.anything = False
        self._ids: set[str] = set()
        self._order: deque[str] = deque()

    def is_new(self, its: str | None) -> bool:
        """Remembers it. One without an identifier is always new."""
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
    """Trades of one instant are in the order of their numbers, if those are numbers."""
    its = trade.trade_id or ""
    return trade.ts_event, int(its) if its.isdecimal() and len(its) < 20 else 0


def _is_whole(said: Said) -> bool:
    return bool(said.get("price")) and said.get("amount") is not None and _has_time(said)


def _has_time(said: Said) -> bool:
    return bool(said.get("datetime") or said.get("timestamp"))


def _nanoseconds(said: Said) -> int:
    """The text has all digits, the number milliseconds only. Raises ValueError."""
    text = said.get("datetime")
    if not text:
        return int(said["timestamp"]) * MILLISECOND
    moment = datetime.fromisoformat(text).replace(microsecond=0)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    fraction = FRACTION.search(text)
    rest = int(fraction[1][:9].ljust(9, "0")) if fraction else 0
    return (moment - EPOCH) // timedelta(seconds=1) * SECOND + rest
