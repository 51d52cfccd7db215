"""State of a Yahoo instrument on a trade date, from its messages so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

Message = Mapping[str, Any]

PRE, REGULAR = 0, 1


class InstrumentDay:
    """``message`` is the newest one, {} before the first, and ``ts`` its time in UTC
    nanoseconds."""

    def __init__(self, trade_date: date) -> None:
        self.trade_date = trade_date
        self.message: Message = {}
        self.ts = 0
        self._reported: dict[str, Decimal] = {}

    def is_trade(self, message: Message, ts: int) -> bool:
        """Whether the message reports a trade, rather than other figures at a known price."""
        is_news = ts != self.ts or message["price"] != self.message.get("price")
        return is_news or self._volume_growth(message, ts) > 0

    def trade_size(self, message: Message, ts: int) -> int:
        """The size as Yahoo reports it, which is rare, or the growth of the day's volume; 0 for the
        first message and if neither is known."""
        if not self.message:
            return 0
        return int(message.get("last_size", 0)) or self._volume_growth(message, ts)

    def _volume_growth(self, message: Message, ts: int) -> int:
        """Before regular hours the day's volume may still be that of the day before."""
        before = self.message
        if ts < self.ts or not {"day_volume"} <= before.keys() & message.keys():
            return 0
        if market_hours(before) not in (REGULAR, market_hours(message)):
            return 0
        return max(0, int(message["day_volume"]) - int(before["day_volume"]))

    def add_trade(self, size: int) -> None:
        """Record that a trade of this size was reported."""
        if "volume" in self._reported:
            self._reported["volume"] += size

    def take_changed(self, figures: Mapping[str, Decimal]) -> dict[str, Any]:
        """The figures not reported yet; they count as reported afterwards."""
        changed = {key: value for key, value in figures.items() if self._reported.get(key) != value}
        self._reported |= changed
        return changed

    def update(self, message: Message, ts: int) -> None:
        if ts >= self.ts:
            self.message, self.ts = message, ts


def market_hours(message: Message) -> int:
    """0 is before regular hours, and is left out because it is zero; 1 is regular, 2 after."""
    return int(message.get("market_hours", PRE))
