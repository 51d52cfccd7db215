"""The feeds that are published together: in the order of FEED, the first wins."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from ticker.feeds.base import Feed
from ticker.feeds.priority import Priority
from ticker.feeds.setting import origin_of
from ticker.feeds.supervisor import Supervisor
from ticker.feeds.switches import Switches
from ticker.market.events import BadEventError
from ticker.market.frames import FeedHealth, FeedState
from ticker.market.freshness import Freshness
from ticker.market.instruments import Universe


class FeedGroup:
    """Of one feed it is that feed. ``words`` are the feeds' freshness words, as ``look`` last
    found them."""

    def __init__(
        self, feeds: Sequence[Feed], universe: Universe, newest: Callable[[str], int]
    ) -> None:
        """``newest`` answers the newest ts_event that was shown of a symbol, 0 if none was."""
        self.feeds = feeds
        self.supervisors = [Supervisor(each, universe) for each in feeds]
        self.switches = Switches()
        self.words: Sequence[Freshness] = ()
        self.priority = Priority(self.supervisors, newest)

    @property
    def is_one(self) -> bool:
        return len(self.feeds) == 1

    @property
    def name(self) -> str:
        return "+".join(each.name for each in self.feeds)

    @property
    def origin(self) -> str:
        return origin_of(self.feeds)

    def reject(self, place: int, reason: str, detail: str) -> None:
        """Counts, as that feed's, what was admitted and cannot be used."""
        self.supervisors[place].edge.reject(BadEventError(reason, detail))

    def look(self) -> Supervisor:
        """Finds out how they are now. Answers that of the one whose word stands for all: the first
        healthy one; STALE and ENDED are only said where there is none that lives."""
        self.words = [each.word for each in self.supervisors]
        for (before, after), symbols in self.priority.take_switched().items():
            names = self.feeds[before].name, self.feeds[after].name
            self.switches.add(time.time_ns(), *names, symbols, self.words[before])
        return min(self.supervisors, key=_rank)

    def words_beside(self, word: Freshness) -> Mapping[str, Freshness]:
        """By symbol, the words of instruments whose feed has another word than this."""
        others = {place: each for place, each in enumerate(self.words) if each != word}
        shown = self.priority.shown.items()
        return {symbol: others[place] for symbol, place in shown if place in others}

    def shown_by(self, place: int) -> Sequence[str]:
        """The symbols that it is shown of; none where there is no other feed."""
        return [symbol for symbol, its in self.priority.shown.items() if its == place]

    def progress(self) -> dict[str, bytes]:
        """How far each has come that says so, by what that is kept under."""
        found = {self._key(each): each.progress() for each in self.feeds}
        return {key: progress for key, progress in found.items() if progress}

    @property
    def progress_keys(self) -> Sequence[str]:
        return [self._key(each) for each in self.feeds]

    def resume(self, progress: Mapping[str, bytes]) -> None:
        for each in self.feeds:
            each.resume(progress.get(self._key(each), b""))

    async def settle(self, progress: Mapping[str, bytes]) -> None:
        """What came up to there is kept."""
        for each in self.feeds:
            if found := progress.get(self._key(each)):
                await each.settle(found)

    def _key(self, feed: Feed) -> str:
        """It belongs to the bars that it has led to: each group has its own."""
        return self.origin if self.is_one else f"{self.origin}#{feed.name}"

    def state(self, *, newest: int, events: int, always_open: bool, heard: int) -> FeedState:
        """As they are now. ``newest`` is the newest ts_event that was applied, ``events`` how many
        were, ``heard`` of how many instruments something is known."""
        leading = self.look()
        return FeedState(
            name=self.name,
            word=leading.word,
            clock=leading.clock(),
            newest=newest,
            always_open=always_open,
            events=events,
            rejected=dict(sum((each.edge.rejected for each in self.supervisors), Counter())),
            problem="; ".join(each.problem for each in self.supervisors if each.problem),
            origin=self.origin,
            feeds=self._health(heard),
            switches=list(self.switches.last),
            switched=self.switches.instruments,
        )

    def _health(self, heard: int) -> list[FeedHealth]:
        shown = {0: heard} if self.is_one else Counter(self.priority.shown.values())
        return [each.health(shown.get(place, 0)) for place, each in enumerate(self.supervisors)]


def _rank(supervisor: Supervisor) -> tuple[bool, bool, bool, float]:
    """Of those that live the first, of those that do not the one that was heard last."""
    is_alive = supervisor.is_alive
    silence = 0.0 if is_alive else supervisor.silence
    return not supervisor.is_healthy, not is_alive, supervisor.has_ended, silence
