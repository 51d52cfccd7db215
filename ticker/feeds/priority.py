"""The priority of feeds: which feed each instrument is shown from, and which events are applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from ticker.feeds.standby import StandbyEvents, is_price
from ticker.market.events import AnyEvent, BadEventError, Reference, check


class Liveness(Protocol):
    """The liveness of a feed. A live feed may just have come back; it is healthy once that
    lasts."""

    @property
    def is_alive(self) -> bool: ...

    @property
    def is_healthy(self) -> bool: ...


class Priority:
    """Feeds are numbered by their place in FEED, from 0. An instrument is shown from the first
    healthy feed that has sent a trade or quote of it, once that feed has reached the newest shown
    ts_event."""

    def __init__(self, feeds: Sequence[Liveness], newest: Callable[[str], int]) -> None:
        """``newest`` returns the newest ts_event shown for a symbol, 0 if none."""
        self._feeds, self._newest = feeds, newest
        self._is_single = len(feeds) == 1
        self._shown_feeds: dict[str, int] = {}
        self._standby: dict[tuple[str, int], StandbyEvents] = {}
        self._switch_counts: Counter[tuple[int, int]] = Counter()

    def admit(self, feed_index: int, event: AnyEvent) -> Sequence[AnyEvent]:
        """The events to apply after this feed sent one, oldest first: usually the event itself;
        nothing while another feed is shown; on a takeover, the held events, of trades and quotes
        only the newest."""
        if self._is_single or not event.symbol:
            return (event,)
        if self._shown_feeds.get(event.symbol) == feed_index:
            if isinstance(event, Reference):
                self._standby_events(event.symbol, feed_index).keep_reference(event)
            return (event,)
        try:
            check(event)
        except BadEventError:
            return (event,)  # the market reports what is wrong with it
        held = self._standby_events(event.symbol, feed_index)
        held.keep(event)
        if not self._may_take_over(feed_index, event):
            return ()
        self._show(event.symbol, feed_index)
        return held.take(self._newest(event.symbol))

    def _standby_events(self, symbol: str, feed_index: int) -> StandbyEvents:
        held = self._standby.get((symbol, feed_index))
        if held is None:
            held = self._standby[symbol, feed_index] = StandbyEvents()
        return held

    def _may_take_over(self, feed_index: int, event: AnyEvent) -> bool:
        if not is_price(event) or event.ts_event < self._newest(event.symbol):
            return False
        shown_place = self._shown_feeds.get(event.symbol)
        if shown_place is None or not self._feeds[shown_place].is_alive:
            return True
        return feed_index < shown_place and self._feeds[feed_index].is_healthy

    def _show(self, symbol: str, feed_index: int) -> None:
        before = self._shown_feeds.get(symbol)
        self._shown_feeds[symbol] = feed_index
        if before is not None:
            self._switch_counts[before, feed_index] += 1

    @property
    def shown_feeds(self) -> Mapping[str, int]:
        """The feed's place by symbol; empty with a single feed."""
        return self._shown_feeds

    def take_switch_counts(self) -> Mapping[tuple[int, int], int]:
        """How many instruments went from one feed to another since the last call."""
        switched, self._switch_counts = self._switch_counts, Counter()
        return switched
