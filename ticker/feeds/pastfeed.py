"""Feeds that can be asked for bars of the past."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from ticker.feeds.base import Feed
from ticker.feeds.increment import quantised
from ticker.market.bar import PRICES, Bar, Interval
from ticker.market.instruments import InstrumentDefinition
from ticker.store.barlimits import check_order, check_price, check_volume


class LeftOut(Struct, frozen=True):
    """A bar that cannot be used; ``when`` is its beginning, "" where there is not a single bar."""

    when: str
    reason: str


class PastFeed(Feed):
    """``days_back`` says of each interval that it has for how many days."""

    definitions: Sequence[InstrumentDefinition]
    days_back: Mapping[Interval, int]

    @abstractmethod
    def past_bars(
        self, definition: InstrumentDefinition, interval: Interval, first: date, last: date
    ) -> Iterator[Bar | LeftOut]:
        """Those of the trade dates from one to another, both included, the oldest first. It asks
        the provider and waits for it: never from a running event loop.

        Raises FeedError where to ask for another instrument would be of no use either.
        """


def past_bar(
    definition: InstrumentDefinition, ts_open: int, prices: Sequence[float], volume: float
) -> Bar:
    """Of floats, quantised. Raises ValueError that says what is wrong with open, high, low, close
    or volume."""
    exact = [quantised(price, definition.price_increment) for price in prices]
    return exact_bar(ts_open, exact, Decimal(volume))


def exact_bar(ts_open: int, prices: Sequence[Decimal], volume: Decimal) -> Bar:
    """As ``past_bar``, of figures that have all their digits."""
    for name, price in zip(PRICES, prices, strict=True):
        check_price(name, price)
    opened, high, low, close = prices
    check_order(opened, high, low, close)
    check_volume(volume)
    return Bar(ts_open=ts_open, open=opened, high=high, low=low, close=close, volume=volume)
