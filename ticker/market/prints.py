"""Prints: trades as time and sales shows them, newest last."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from ticker.market.events import Trade

SHOWN = 50
"""Prints that are kept of an instrument."""


Action = Literal["", "correct", "cancel"]


class Print(Struct, frozen=True, array_like=True):
    """``ts`` is UTC nanoseconds, ``tick`` against the trade before (-1, 0, 1), ``flags`` as an
    event's. ``action`` is what was done to the trade that has this ``key``: it is said again as it
    is now, or as it was before it was cancelled."""

    symbol: str
    ts: int
    price: Decimal
    size: Decimal
    tick: int = 0
    flags: int = 0
    key: str = ""
    action: Action = ""


Said = tuple[Trade, int, Action]
"""A trade that may become a print: with its tick, and what was done to it. Most are not shown."""


class Prints:
    """The last of one instrument, as they come."""

    __slots__ = ("_prints",)

    def __init__(self, prints: Iterable[Print] = ()) -> None:
        self._prints: deque[Print] = deque(prints, maxlen=SHOWN)

    def __iter__(self) -> Iterator[Print]:
        return iter(self._prints)

    def __len__(self) -> int:
        return len(self._prints)

    def add(self, said: Print) -> None:
        """A corrected one takes the place that it had; if it has none any more, none."""
        if not said.action:
            self._prints.append(said)
            return
        for place, each in enumerate(self._prints):
            if each.key == said.key:
                self._prints[place] = said


def print_of(said: Said | Print) -> Print:
    if isinstance(said, Print):
        return said
    trade, tick, action = said
    return Print(
        trade.symbol,
        trade.ts_event,
        trade.price,
        trade.size,
        tick,
        trade.flags,
        trade.trade_id or "",
        action,
    )


def newest(said: Collection[Said]) -> list[Print]:
    """Those that time and sales has room for, of each instrument."""
    if len(said) <= SHOWN:
        return [print_of(each) for each in said]
    counts: Counter[str] = Counter()
    found = []
    for each in reversed(list(said)):
        symbol = each[0].symbol
        counts[symbol] += 1
        if counts[symbol] <= SHOWN:
            found.append(print_of(each))
    return found[::-1]
