"""Feeds that offer bars of the past."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from ticker.feeds.base import Feed
from ticker.feeds.increment import round_to_increment
from ticker.market.bar import PRICES, Bar, Interval
from ticker.market.instruments import InstrumentDefinition
from ticker.store.barlimits import check_order, check_price, check_volume


class SkippedBar(Struct, frozen=True):
    """An unusable bar. ``when`` is its start; "" if the whole answer is unusable."""

    start: str
    reason: str


class HistoryFeed(Feed):
    """``days_back`` is the number of days available for each interval."""

    definitions: Sequence[InstrumentDefinition]
    days_back: Mapping[Interval, int]

    @abstractmethod
    def historical_bars(
        self, definition: InstrumentDefinition, interval: Interval, first: date, last: date
    ) -> Iterator[Bar | SkippedBar]:
        """Bars of the trade dates from ``first`` to ``last``, both included, oldest first. Waits
        for the provider; never call it from a running event loop.

        Raises FeedError if asking for other instruments would fail too.
        """


def bar_from_floats(
    definition: InstrumentDefinition, ts_open: int, prices: Sequence[float], volume: float
) -> Bar:
    """A bar of floats, quantised. Raises ValueError that says what is wrong with a price or the
    volume."""
    exact = [round_to_increment(price, definition.price_increment) for price in prices]
    return bar_from_decimals(ts_open, exact, Decimal(volume))


def bar_from_decimals(ts_open: int, prices: Sequence[Decimal], volume: Decimal) -> Bar:
    """Like ``past_bar``, for exact figures."""
    for name, price in zip(PRICES, prices, strict=True):
        check_price(name, price)
    opened, high, low, close = prices
    check_order(opened, high, low, close)
    check_volume(volume)
    return Bar(ts_open=ts_open, open=opened, high=high, low=low, close=close, volume=volume)
