"""What of an instrument's trade date has been told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ticker.market.bar import PRICES
from ticker.market.events import Trade
from ticker.market.folding import Folding
from ticker.store.barlimits import check_order, check_price, check_volume


class Today:
    """The figures that the trades told make, or were told beside them."""

    def __init__(self, trade_date: date) -> None:
        self.trade_date = trade_date
        self._told = Folding()

    def add(self, trade: Trade, is_regular: bool) -> None:
        self._told.fold(trade, is_regular)

    def missing(
        self, opened: Decimal, high: Decimal, low: Decimal, close: Decimal, volume: Decimal
    ) -> dict[str, Decimal]:
        """Figures of the whole day in which more is than has been told, as of trades before this
        process was there to hear them. They are told now, so that nothing counts twice.

        Raises ValueError that says what is wrong with them.
        """
        for name, price in zip(PRICES, (opened, high, low, close), strict=True):
            check_price(name, price)
        check_order(opened, high, low, close)
        check_volume(volume)
        told, found = self._told, {}
        if told.open != opened:
            found["open"] = told.open = opened
        if told.high is None or high > told.high:
            found["high"] = told.high = high
        if told.low is None or low < told.low:
            found["low"] = told.low = low
        if volume > told.volume:
            found["volume"] = told.volume = volume
        return found
