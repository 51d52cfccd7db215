"""The priority of feeds: by which of them each instrument is shown, and what of them is applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from ticker.feeds.standby import Held, is_price
from ticker.market.events import AnyEvent, BadEventError, Reference, check


class Life(Protocol):
    """Of a feed. One that is alive may just have come back: it is healthy once that lasts."""

    @property
    def is_alive(self) -> bool: ...

    @property
    def is_healthy(self) -> bool: ...


class Priority:
    """Feeds are known by their places in FEED, from 0 on: the first healthy one wins that has said
    a trade or a quote of the instrument, as soon as it has come to what was shown."""

    def __init__(self, feeds: Sequence[Life], newest: Callable[[str], int]) -> None:
        """``newest`` answers the newest ts_event that was shown of a symbol, 0 if none was."""
        self._feeds, self._newest = feeds, newest
        self._is_alone = len(feeds) == 1
        self._shown: dict[str, int] = {}
        self._held: dict[tuple[str, int], Held] = {}
        self._switched: Counter[tuple[int, int]] = Counter()

    def admit(self, place: int, event: AnyEvent) -> Sequence[AnyEvent]:
        """What is to be applied now that this feed has said this, the oldest first: the event as a
        rule, nothing while another feed is shown, and where this one takes over what it has come
        to, of trades and quotes the newest."""
        if self._is_alone or not event.symbol:
            return (event,)
        if self._shown.get(event.symbol) == place:
            if isinstance(event, Reference):
                self._held_of(event.symbol, place).note(event)
            return (event,)
        try:
            check(event)
        except BadEventError:
            return (event,)  # the market says what is wrong with it
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
        shown = self._shown.get(event.symbol)
        if shown is None or not self._feeds[shown].is_alive:
            return True
        return place < shown and self._feeds[place].is_healthy

    def _show(self, symbol: str, place: int) -> None:
        before = self._shown.get(symbol)
        self._shown[symbol] = place
        if before is not None:
            self._switched[before, place] += 1

    @property
    def shown(self) -> Mapping[str, int]:
        """The feed's place by symbol; empty where there is one feed only."""
        return self._shown

    def take_switched(self) -> Mapping[tuple[int, int], int]:
        """How many instruments went from one feed to another since it was last asked."""
        switched, self._switched = self._switched, Counter()
        return switched
