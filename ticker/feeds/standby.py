"""Standby events: what a feed sent about an instrument while another feed is shown."""

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
"""Fields of a Reference: STANDING ones hold all day; trades of the day change PASSING ones."""


class StandbyEvents:
    """Keeps the newest event of each kind and of each figure, so it stays small."""

    def __init__(self) -> None:
        self._standing: dict[str, AnyEvent] = {}
        self._passing: dict[str, AnyEvent] = {}

    def keep(self, event: AnyEvent) -> None:
        """Keep an event that ``check`` accepts while another feed is shown."""
        if isinstance(event, Reference):
            self.keep_reference(event)
            for name in PASSING:
                if getattr(event, name) is not None:
                    self._passing[name] = event
        elif isinstance(event, TradeCorrection):
            self._forget_trade(event.trade_id)
        elif isinstance(event, TradingStatus) or is_price(event):
            self._keep_newest(event)

    def keep_reference(self, event: Reference) -> None:
        """Keep what this feed, while it is shown, may not send again after a switch."""
        standing = structs.replace(event, open=None, high=None, low=None, volume=None, vwap=None)
        for name in STANDING:
            if getattr(event, name) is not None:
                self._standing[name] = standing

    def _forget_trade(self, trade_id: str) -> None:
        """A corrected trade must not be shown as it was."""
        trade = self._passing.get(Trade.__name__)
        if isinstance(trade, Trade) and trade.trade_id == trade_id:
            del self._passing[Trade.__name__]

    def _keep_newest(self, event: AnyEvent) -> None:
        kind = type(event).__name__
        before = self._passing.get(kind)
        if before is None or event.ts_event >= before.ts_event:
            self._passing[kind] = event

    def take(self, since: int) -> Sequence[AnyEvent]:
        """All held events, oldest first; trades and quotes only from ``since`` on, UTC nanoseconds.
        Facts that hold all day are kept."""
        passing, self._passing = self._passing, {}
        # A Reference with several figures is there several times.
        events = {id(event): event for event in (*self._standing.values(), *passing.values())}
        wanted = [
            event for event in events.values() if not is_price(event) or event.ts_event >= since
        ]
        return sorted(wanted, key=lambda event: event.ts_event)


def is_price(event: AnyEvent) -> bool:
    """Whether the event tells the instrument's price; ineligible trades do not."""
    if isinstance(event, Trade):
        return not event.flags & INELIGIBLE
    return isinstance(event, Quote)
