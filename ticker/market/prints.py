"""Prints: trades as time and sales shows them, newest last."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from ticker.market.events import Trade

MAX_PRINTS = 50
"""Prints kept for an instrument."""


Action = Literal["", "correct", "cancel"]


class Print(Struct, frozen=True, array_like=True):
    """``ts`` is UTC nanoseconds, ``tick`` compares with the trade before (-1, 0, 1), ``flags`` are
    those of the event. ``action`` tells what happened to the trade with this ``key``; a corrected
    print has the new figures, a cancelled one the old."""

    symbol: str
    ts: int
    price: Decimal
    size: Decimal
    tick: int = 0
    flags: int = 0
    key: str = ""
    action: Action = ""


TradeReport = tuple[Trade, int, Action]
"""A trade that may become a print, with its tick and its correction. Most are never shown."""


class Prints:
    """The last prints of one instrument, in order of arrival."""

    __slots__ = ("_prints",)

    def __init__(self, prints: Iterable[Print] = ()) -> None:
        self._prints: deque[Print] = deque(prints, maxlen=MAX_PRINTS)

    def __iter__(self) -> Iterator[Print]:
        return iter(self._prints)

    def __len__(self) -> int:
        return len(self._prints)

    def add(self, print_: Print) -> None:
        """Replaces the print with the same key; ignores a correction whose print has scrolled
        off."""
        if not print_.action:
            self._prints.append(print_)
            return
        for place, old in enumerate(self._prints):
            if old.key == print_.key:
                self._prints[place] = print_


def make_print(report: TradeReport | Print) -> Print:
    if isinstance(report, Print):
        return report
    trade, tick, action = report
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


def newest_prints(reports: Collection[TradeReport]) -> list[Print]:
    """The newest reports of each instrument, as many as time and sales shows."""
    if len(reports) <= MAX_PRINTS:
        return [make_print(report) for report in reports]
    counts: Counter[str] = Counter()
    prints = []
    for report in reversed(list(reports)):
        symbol = report[0].symbol
        counts[symbol] += 1
        if counts[symbol] <= MAX_PRINTS:
            prints.append(make_print(report))
    return prints[::-1]
