"""The mirror: a web process's copy of the market, kept current by frames."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping

from msgspec import structs

from ticker.live.arrivals import Arrivals
from ticker.live.eventrates import EventRates
from ticker.live.tape import Tape
from ticker.market.frames import AGE_LIMIT, FeedState, Frame
from ticker.market.freshness import SILENCE_LIMIT, UNKNOWN, is_ended, is_halted, stale
from ticker.market.instruments import Universe
from ticker.market.level1 import Level1
from ticker.rows.sparkline import EMPTY, Sparkline

FLASH_SECONDS = 0.4


class MirrorEntry:
    """One instrument. ``version`` is the mirror's version of its last change, ``flash_version``
    that of its last flash, which started at ``flash_started`` on the monotonic clock."""

    __slots__ = ("flash_started", "flash_version", "level", "version")

    def __init__(self, level: Level1, version: int) -> None:
        self.level = level
        self.version = version
        self.flash_version = 0
        self.flash_started = 0.0


class Mirror:
    """Newest state only. ``version`` rises with every change; cursors are versions.

    ``dropped`` counts dropped frames by reason. ``viewed`` are the instruments whose current
    sparkline has been shown.
    """

    def __init__(self, universe: Universe) -> None:
        self.universe = universe
        self.version = 1
        self.frames_dropped: Counter[str] = Counter()
        self.arrivals = Arrivals()
        self.event_rates = EventRates()
        self.viewed_symbols: set[str] = set()
        self._entries: dict[str, MirrorEntry] = {}
        self._feed = FeedState()
        self._sequence = (0, 0)
        self._lacks_frames = False
        self._received_at = time.monotonic()
        self._silent_word = UNKNOWN
        self._flashes: deque[tuple[float, int]] = deque()
        self._tapes: dict[str, Tape] = {}
        self._sparks: dict[str, Sparkline] = {}

    @property
    def feed(self) -> FeedState:
        """The state of the feed; STALE with the age while no frames come."""
        if not self._silent_word or is_ended(self._feed.word):
            return self._feed
        word = self._silent_word
        feeds = [
            health if is_ended(health.word) else structs.replace(health, word=word)
            for health in self._feed.feeds
        ]
        return structs.replace(self._feed, word=word, feeds=feeds)

    @property
    def has_frames(self) -> bool:
        return self._sequence != (0, 0)

    @property
    def epoch(self) -> int:
        """The publisher's epoch; 0 before the first frame."""
        return self._sequence[0]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing that the next keyframe must bring."""
        return self.has_frames and not self._lacks_frames

    @property
    def silence(self) -> float:
        """Seconds since the last frame taken, or since the start before the first."""
        return time.monotonic() - self._received_at

    def __iter__(self) -> Iterator[Level1]:
        """Every instrument of the universe, in its order; unknown ones are empty."""
        return (self.level(definition.symbol) for definition in self.universe)

    def level(self, symbol: str) -> Level1:
        entry = self._entries.get(symbol)
        if entry is None:
            return Level1(symbol=symbol, name=self.universe[symbol].name)
        if not self._silent_word or is_ended(entry.level.status):
            return entry.level
        return structs.replace(entry.level, status=self._silent_word)

    def entry(self, symbol: str) -> MirrorEntry | None:
        return self._entries.get(symbol)

    def tape(self, symbol: str) -> Tape:
        """The instrument's recent trades and minute bars."""
        tape = self._tapes.get(symbol)
        if tape is None:
            tape = self._tapes[symbol] = Tape()
        return tape

    def spark(self, symbol: str) -> Sparkline:
        """The last drawing of the day; asking for it has it kept up to date."""
        self.viewed_symbols.add(symbol)
        return self._sparks.get(symbol, EMPTY)

    def set_sparks(self, sparks: Mapping[str, Sparkline]) -> None:
        """Set these sparklines: a quiet change of each row. Unknown instruments have no row to
        change."""
        changed = {
            symbol: spark
            for symbol, spark in sparks.items()
            if symbol in self._entries and spark != self._sparks.get(symbol, EMPTY)
        }
        if not changed:
            return
        self._bump_version()
        for symbol, spark in changed.items():
            self._sparks[symbol] = spark
            self.viewed_symbols.discard(symbol)
            self._entries[symbol].version = self.version

    def halted_symbols(self) -> Iterator[str]:
        """Symbols whose trading is halted, as far as known: silence does not end a halt."""
        for symbol, entry in list(self._entries.items()):
            if is_halted(entry.level.status):
                yield symbol

    @property
    def oldest_flash_version(self) -> int:
        """The version of the oldest flash that may still run; the next version if none does."""
        now = time.monotonic()
        while self._flashes and now - self._flashes[0][0] >= FLASH_SECONDS:
            self._flashes.popleft()
        return self._flashes[0][1] if self._flashes else self.version + 1

    def receive(self, frame: Frame) -> None:
        """Apply a frame. Frames that are too old or from an earlier publisher are dropped. After a
        gap the next keyframe heals the loss and ends a silence: changes in between are unknown
        until then. Instruments added to the publisher since this process started are ignored until
        it restarts."""
        if time.time_ns() - frame.ts > AGE_LIMIT * 1e9:
            self.frames_dropped["too_old"] += 1
            return
        if (frame.epoch, frame.n) <= self._sequence:
            self.frames_dropped["earlier"] += 1
            return
        has_gap = (frame.epoch, frame.n - 1) != self._sequence
        self._lacks_frames = not frame.is_keyframe and (has_gap or self._lacks_frames)
        if not (self._lacks_frames and self._silent_word):
            self._received_at = time.monotonic()
        self._bump_version()
        if frame.epoch != self._sequence[0]:
            self._empty_levels()
            self._tapes.clear()
            self._sparks.clear()
            self.event_rates.clear()
        self._sequence = frame.epoch, frame.n
        self._feed = frame.feed
        self.event_rates.add_sample(time.monotonic(), frame.feed.feeds)
        self.mark_silence()
        known = (level for level in frame.rows if level.symbol in self.universe)
        for level in known:
            self._apply_level(level, can_flash=not (frame.is_keyframe or has_gap))
        for print_ in frame.prints:
            self.tape(print_.symbol).add_print(print_, self.version)
        for symbol, bar in frame.bars:
            self.tape(symbol).add_bar(bar, self.version)

    def mark_silence(self) -> None:
        """Mark everything STALE while no frame comes, and unmark it when one does."""
        silence = self.silence
        word = stale(silence) if silence >= SILENCE_LIMIT else UNKNOWN
        if word == self._silent_word:
            return
        self._silent_word = word
        self._bump_version()
        for entry in self._entries.values():
            entry.version = self.version

    def _bump_version(self) -> None:
        self.version += 1
        self.arrivals.note(self.version)

    def _empty_levels(self) -> None:
        """Empty all instruments, as a change: no page may keep showing an epoch that is over."""
        for symbol in self._entries:
            empty = Level1(symbol=symbol, name=self.universe[symbol].name)
            self._entries[symbol] = MirrorEntry(empty, self.version)

    def _apply_level(self, level: Level1, can_flash: bool) -> None:
        entry = self._entries.get(level.symbol)
        if entry is None or not entry.level.n:
            self._entries[level.symbol] = MirrorEntry(level, self.version)
            return
        if level.n <= entry.level.n:
            return
        if can_flash and level.flash != entry.level.flash:
            entry.flash_version, entry.flash_started = self.version, time.monotonic()
            if not self._flashes or self._flashes[-1][1] != self.version:
                self._flashes.append((entry.flash_started, self.version))
        elif level.flash != entry.level.flash:
            entry.flash_version = (
                0  # otherwise the running flash would go on under the new one's name
            )
        entry.level, entry.version = level, self.version
