"""Held: what a feed said of one instrument that has to be known once it is the one shown."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from ticker.market.events import (
    INELIGIBLE,
    AnyEvent,
    Quote,
    Reference,
    Trade,
    TradeCorrection,
    TradingStatus,
)

STANDING = ("prev_close", "name", "currency")
PASSING = ("open", "high", "low", "volume", "vwap")
"""What a Reference says: the one is true all day, from the other trades go on."""


class Held:
    """The newest of each kind, and of each figure: so it is little, however much was said."""

    def __init__(self) -> None:
        self._standing: dict[str, AnyEvent] = {}
        self._passing: dict[str, AnyEvent] = {}

    def hold(self, event: AnyEvent) -> None:
        """While another feed is shown. Of an event that ``check`` finds nothing wrong with."""
        if isinstance(event, Reference):
            self.note(event)
            for name in PASSING:
                if getattr(event, name) is not None:
                    self._passing[name] = event
        elif isinstance(event, TradeCorrection):
            self._forget(event.trade_id)
        elif isinstance(event, TradingStatus) or is_price(event):
            self._put(event)

    def note(self, event: Reference) -> None:
        """While this feed is shown: what it may not say again after another was."""
        standing = structs.replace(event, open=None, high=None, low=None, volume=None, vwap=None)
        for name in STANDING:
            if getattr(event, name) is not None:
                self._standing[name] = standing

    def _forget(self, trade_id: str) -> None:
        """What is corrected is not to be shown as it was."""
        trade = self._passing.get(Trade.__name__)
        if isinstance(trade, Trade) and trade.trade_id == trade_id:
            del self._passing[Trade.__name__]

    def _put(self, event: AnyEvent) -> None:
        kind = type(event).__name__
        before = self._passing.get(kind)
        if before is None or event.ts_event >= before.ts_event:
            self._passing[kind] = event

    def take(self, since: int) -> Sequence[AnyEvent]:
        """All of it, the oldest first, but of trades and quotes none older than ``since``, UTC
        nanoseconds. What is true all day is held on."""
        passing, self._passing = self._passing, {}
        # A Reference that says several figures is there several times.
        said = {id(each): each for each in (*self._standing.values(), *passing.values())}
        wanted = [each for each in said.values() if not is_price(each) or each.ts_event >= since]
        return sorted(wanted, key=lambda each: each.ts_event)


def is_price(event: AnyEvent) -> bool:
    """Whether it says what the instrument is at; an ineligible trade does not."""
    if isinstance(event, Trade):
        return not event.flags & INELIGIBLE
    return isinstance(event, Quote)
