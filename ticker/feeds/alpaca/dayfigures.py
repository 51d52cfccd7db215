"""The figures of an instrument's trade date that have been reported."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ticker.market.bar import PRICES
from ticker.market.barbuilder import BarBuilder
from ticker.market.events import Trade
from ticker.store.barlimits import check_order, check_price, check_volume


class DayFigures:
    """The figures of all reported trades, and those reported separately."""

    def __init__(self, trade_date: date) -> None:
        self.trade_date = trade_date
        self._reported = BarBuilder()

    def add(self, trade: Trade, is_regular: bool) -> None:
        self._reported.fold(trade, is_regular)

    def take_missing(
        self, opened: Decimal, high: Decimal, low: Decimal, close: Decimal, volume: Decimal
    ) -> dict[str, Decimal]:
        """The figures of the whole day that exceed what was reported, such as from trades before
        this process connected. They count as reported afterwards, so nothing counts twice.

        Raises ValueError that says what is wrong with them.
        """
        for name, price in zip(PRICES, (opened, high, low, close), strict=True):
            check_price(name, price)
        check_order(opened, high, low, close)
        check_volume(volume)
        told, missing = self._reported, {}
        if told.open != opened:
            missing["open"] = told.open = opened
        if told.high is None or high > told.high:
            missing["high"] = told.high = high
        if told.low is None or low < told.low:
            missing["low"] = told.low = low
        if volume > told.volume:
            missing["volume"] = told.volume = volume
        return missing
