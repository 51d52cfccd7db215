"""The priority of feeds: which feed each instrument is shown from, and which events are applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from ticker.feeds.standby import Held, is_price
from ticker.market.events import AnyEvent, BadEventError, Reference, check


class Life(Protocol):
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

    def __init__(self, feeds: Sequence[Life], newest: Callable[[str], int]) -> None:
        """``newest`` returns the newest ts_event shown for a symbol, 0 if none."""
        self._feeds, self._newest = feeds, newest
        self._is_alone = len(feeds) == 1
        self._shown: dict[str, int] = {}
        self._held: dict[tuple[str, int], Held] = {}
        self._switched: Counter[tuple[int, int]] = Counter()

    def admit(self, place: int, event: AnyEvent) -> Sequence[AnyEvent]:
        """The events to apply after this feed sent one, oldest first: usually the event itself;
        nothing while another feed is shown; on a takeover, the held events, of trades and quotes
        only the newest."""
        if self._is_alone or not event.symbol:
            return (event,)
        if self._shown.get(event.symbol) == place:
            if isinstance(event, Reference):
                self._held_of(event.symbol, place).note(event)
            return (event,)
        try:
            check(event)
        except BadEventError:
            return (event,)  # the market reports what is wrong with it
        held = self._held_of(event.symbol, place)
        held.hold(event)
        if not self._may_take_over(place, event):
            return ()
        self._show(event.symbol, place)
        return held.take(self._newest(event.symbol))

    def _held_of(self, symbol: str, place: int) -> Held:
        held = self._held.get((symbol, place))
        if held is None:
            held = self._held[symbol, place] = Held()
        return held

    def _may_take_over(self, place: int, event: AnyEvent) -> bool:
        if not is_price(event) or event.ts_event < self._newest(event.symbol):
            return False
        shown_place = self._shown.get(event.symbol)
        if shown_place is None or not self._feeds[shown_place].is_alive:
            return True
        return place < shown_place and self._feeds[place].is_healthy

    def _show(self, symbol: str, place: int) -> None:
        before = self._shown.get(symbol)
        self._shown[symbol] = place
        if before is not None:
            self._switched[before, place] += 1

    @property
    def shown(self) -> Mapping[str, int]:
        """The feed's place by symbol; empty with a single feed."""
        return self._shown

    def take_switched(self) -> Mapping[tuple[int, int], int]:
        """How many instruments went from one feed to another since the last call."""
        switched, self._switched = self._switched, Counter()
        return switched
