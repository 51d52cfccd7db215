"""The feeds that are published together, in the order of FEED."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from ticker.feeds.base import Feed
from ticker.feeds.priority import Priority
from ticker.feeds.setting import group_origin
from ticker.feeds.supervisor import Supervisor
from ticker.feeds.switches import Switches
from ticker.market.events import BadEventError
from ticker.market.frames import FeedHealth, FeedState
from ticker.market.freshness import Freshness
from ticker.market.instruments import Universe


class FeedGroup:
    """One feed stands for itself. ``words`` are the freshness words at the last ``refresh``."""

    def __init__(
        self, feeds: Sequence[Feed], universe: Universe, newest: Callable[[str], int]
    ) -> None:
        """``newest`` returns the newest ts_event shown for a symbol, 0 if none."""
        self.feeds = feeds
        self.supervisors = [Supervisor(feed, universe) for feed in feeds]
        self.switches = Switches()
        self.words: Sequence[Freshness] = ()
        self.priority = Priority(self.supervisors, newest)

    @property
    def is_single(self) -> bool:
        return len(self.feeds) == 1

    @property
    def name(self) -> str:
        return "+".join(feed.name for feed in self.feeds)

    @property
    def origin(self) -> str:
        return group_origin(self.feeds)

    def reject(self, feed_index: int, reason: str, detail: str) -> None:
        """Count an admitted event that the market cannot use."""
        self.supervisors[feed_index].edge.reject(BadEventError(reason, detail))

    def refresh(self) -> Supervisor:
        """Update the words and switches. Returns the leading supervisor, whose word stands for all:
        the first healthy one. STALE and ENDED are reported only if no feed is alive."""
        self.words = [supervisor.word for supervisor in self.supervisors]
        for (before, after), symbols in self.priority.take_switch_counts().items():
            names = self.feeds[before].name, self.feeds[after].name
            self.switches.add(time.time_ns(), *names, symbols, self.words[before])
        return min(self.supervisors, key=_rank)

    def differing_words(self, word: Freshness) -> Mapping[str, Freshness]:
        """The words of instruments whose feed has another word than this, by symbol."""
        others = {place: word_ for place, word_ in enumerate(self.words) if word_ != word}
        shown_places = self.priority.shown_feeds.items()
        return {symbol: others[place] for symbol, place in shown_places if place in others}

    def symbols_shown_from(self, feed_index: int) -> Sequence[str]:
        """The symbols shown from this feed; none if it is the only feed."""
        return [symbol for symbol, its in self.priority.shown_feeds.items() if its == feed_index]

    def progress(self) -> dict[str, bytes]:
        """The progress of each feed that has any, by storage key."""
        progress_by_key = {self._progress_key(feed): feed.progress() for feed in self.feeds}
        return {key: progress for key, progress in progress_by_key.items() if progress}

    @property
    def progress_keys(self) -> Sequence[str]:
        return [self._progress_key(feed) for feed in self.feeds]

    def resume(self, progress: Mapping[str, bytes]) -> None:
        for feed in self.feeds:
            feed.resume(progress.get(self._progress_key(feed), b""))

    async def settle(self, progress: Mapping[str, bytes]) -> None:
        """Everything up to this progress is stored."""
        for feed in self.feeds:
            if position := progress.get(self._progress_key(feed)):
                await feed.settle(position)

    def _progress_key(self, feed: Feed) -> str:
        """Progress belongs to the bars it led to, so each group of feeds has its own key."""
        return self.origin if self.is_single else f"{self.origin}#{feed.name}"

    def state(self, *, newest: int, events: int, always_open: bool, instruments: int) -> FeedState:
        """The current state. ``newest`` is the newest applied ts_event, ``events`` the number of
        applied events, ``heard`` the number of known instruments."""
        leading = self.refresh()
        return FeedState(
            name=self.name,
            word=leading.word,
            clock=leading.clock(),
            newest=newest,
            always_open=always_open,
            events=events,
            rejected=dict(
                sum((supervisor.edge.rejected for supervisor in self.supervisors), Counter())
            ),
            problem="; ".join(
                supervisor.problem for supervisor in self.supervisors if supervisor.problem
            ),
            origin=self.origin,
            feeds=self._health(instruments),
            switches=list(self.switches.recent),
            switched=self.switches.instruments,
        )

    def _health(self, instruments: int) -> list[FeedHealth]:
        counts = {0: instruments} if self.is_single else Counter(self.priority.shown_feeds.values())
        return [
            supervisor.health(counts.get(place, 0))
            for place, supervisor in enumerate(self.supervisors)
        ]


def _rank(supervisor: Supervisor) -> tuple[bool, bool, bool, float]:
    """Sort key: healthy feeds first, then live ones in FEED order, then the most recently heard."""
    is_alive = supervisor.is_alive
    silence = 0.0 if is_alive else supervisor.silence
    return not supervisor.is_healthy, not is_alive, supervisor.has_ended, silence
