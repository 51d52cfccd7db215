"""The supervisor: keeps a feed running and knows its health."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from math import inf

from ticker.feeds.backoff import Backoff
from ticker.feeds.base import Feed, FeedError
from ticker.feeds.edge import Edge
from ticker.market.events import AnyEvent, Epoch, HeartbeatEvent
from ticker.market.frames import FeedHealth
from ticker.market.freshness import ENDED, SILENCE_LIMIT, Freshness, stale
from ticker.market.instruments import Universe

PROBATION = 5.0
"""Seconds without a failure after which a feed that was STALE counts as healthy again."""

logger = logging.getLogger(__name__)


class Supervisor:
    """Runs one feed through its edge.

    For operators: ``problem`` is the last failure, ``failures`` their number, ``heard`` the time of
    the last message and ``newest`` the newest ts_event, both in UTC nanoseconds.
    """

    def __init__(self, feed: Feed, universe: Universe) -> None:
        self.feed = feed
        self.edge = Edge(universe, feed.name, feed.seen_sequences)
        self.has_ended = False
        self._last_failure = ""
        self.failures = self.last_heard = self.newest = 0
        self._heard_monotonic = time.monotonic()
        self._gap_since = 0
        self._healthy_from = 0.0
        self._end_clock = 0

    @property
    def problem(self) -> str:
        return self.feed.problem or self._last_failure

    @property
    def silence(self) -> float:
        """Seconds since the feed's last message."""
        return time.monotonic() - self._heard_monotonic

    @property
    def is_alive(self) -> bool:
        """Whether the feed is neither ended nor silent."""
        return not self.has_ended and self.silence < SILENCE_LIMIT

    @property
    def is_healthy(self) -> bool:
        """Whether the feed is alive, and has been for a while if it was not before."""
        return self.is_alive and time.monotonic() >= self._healthy_from

    @property
    def word(self) -> Freshness:
        """The freshness of the feed's rows."""
        if self.has_ended:
            return ENDED
        if self.silence >= SILENCE_LIMIT:
            return stale(self.silence)
        return self.feed.word

    def health(self, symbols: int) -> FeedHealth:
        """``symbols`` is the number of instruments shown from this feed."""
        return FeedHealth(
            name=self.feed.name,
            word=self.word,
            last_heard=self.last_heard,
            newest=self.newest,
            events=self.edge.seq,
            rejected=dict(self.edge.rejected),
            failures=self.failures + self.feed.failures,
            problem=self.problem,
            symbols=symbols,
            gaps=self.edge.gaps.count,
            last_gap=self.edge.gaps.last,
        )

    def clock(self) -> int:
        """The exchange's time in UTC nanoseconds; it stands still once the feed has ended."""
        return self._end_clock if self.has_ended else self.feed.clock()

    async def events(self) -> AsyncGenerator[AnyEvent, None]:
        """Like ``batches``, one event at a time."""
        async with aclosing(self.batches()) as batches:
            async for batch in batches:
                for event in batch:
                    yield event

    async def batches(self) -> AsyncGenerator[list[AnyEvent], None]:
        """An Epoch, followed by the feed's events."""
        yield [Epoch(ts_event=self.feed.clock(), always_open=self.feed.always_open)]
        async with aclosing(self.normalised_batches()) as batches:
            async for batch in batches:
                yield batch

    async def normalised_batches(self) -> AsyncGenerator[list[AnyEvent], None]:
        """Normalised events, in batches as they arrive. A failed feed is retried until it ends
        well; a heartbeat then says since when events may be missing."""
        backoff = Backoff()
        while not self.has_ended:
            try:
                async with aclosing(self.feed.batches()) as batches:
                    async for batch in batches:
                        self._note_message()
                        backoff.reset()
                        yield self._normalise_batch(batch)
                self._end_clock, self.has_ended = self.feed.clock(), True
            except FeedError as error:
                self._last_failure = str(error)
                self.failures += 1
                self._gap_since = self._gap_since or self.last_heard
                if time.monotonic() < self._healthy_from:
                    self._healthy_from = inf
                delay = backoff.take()
                logger.error("%s; trying again in %.1f s", error, delay)
                await asyncio.sleep(delay)

    def _note_message(self) -> None:
        now = time.monotonic()
        was_away = self.last_heard and now - self._heard_monotonic >= SILENCE_LIMIT
        if was_away or self._healthy_from == inf:
            self._healthy_from = now + PROBATION
        self._heard_monotonic, self.last_heard = now, time.time_ns()

    def _normalise_batch(self, batch: Sequence[AnyEvent | bytes]) -> list[AnyEvent]:
        clock = self.feed.clock()
        if self._gap_since:
            since, self._gap_since = self._gap_since, 0
            gap = HeartbeatEvent(ts_event=clock, ts_recv=self.last_heard, gap_since=since)
            batch = [gap, *batch]
        events = [self.edge.normalise(raw, clock) for raw in batch]
        normalised = [event for event in events if event is not None]
        self.newest = max([self.newest, *(event.ts_event for event in normalised if event.symbol)])
        return normalised
