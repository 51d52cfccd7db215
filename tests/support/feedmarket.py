"""A market behind a provider's messages."""

from __future__ import annotations

from collections.abc import Iterable

from tests.support.examples import IBM, OPEN, UNIVERSE, drain_levels
from ticker.market.events import AnyEvent
from ticker.market.level1 import Level1
from ticker.market.market import Market
from ticker.market.sessions import calendars


class FeedMarket:
    def __init__(self) -> None:
        self.market = Market(UNIVERSE, calendars)

    def apply_events(self, events: Iterable[AnyEvent | bytes]) -> list[AnyEvent | bytes]:
        """What they are, once the market has them."""
        said = []
        for event in events:
            said.append(event)
            if not isinstance(event, bytes):
                self.market.apply(event)
        return said

    def level(self, clock: int = OPEN) -> Level1:
        return drain_levels(self.market, clock=clock)[IBM]
