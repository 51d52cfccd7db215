"""The base of all feeds: a name, its promises, and an async iterator of events."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from ticker.feeds.sequences import SeenSequences
from ticker.market.events import AnyEvent
from ticker.market.freshness import LIVE, Freshness


class FeedError(Exception):
    """A feed cannot be opened or has failed; the message says what is wrong and what to do.
    ``since`` is when data last came (UTC nanoseconds, local clock) if that was before the last
    heartbeat; 0 otherwise."""

    def __init__(self, message: str, since: int = 0) -> None:
        super().__init__(message)
        self.since = since


class Feed(ABC):
    """One source of events.

    ``word`` is the freshness of its rows while it is alive. ``always_open`` feeds trade round the
    clock whatever the calendar says. ``failures`` counts the reconnections that the feed made
    itself; ``problem`` is the reason of the last one. ``seen`` is set if sources may send an event
    again that must not count twice. ``stands_alone`` feeds are invented or recorded, and are never
    combined with others.
    """

    name: str = ""
    word: Freshness = LIVE
    always_open: bool = False
    failures: int = 0
    problem: str = ""
    seen_sequences: SeenSequences | None = None
    is_exclusive: bool = False

    @property
    def origin(self) -> str:
        """The source under which its bars are stored. Different markets never share one."""
        return self.name

    @abstractmethod
    def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        """Events, or raw NDJSON lines for the edge to decode, paced as they happen.

        Heartbeats come at least once a second while the feed is alive. Returning means ENDED;
        raising FeedError means failed, to be retried.
        """

    async def batches(self) -> AsyncGenerator[Sequence[AnyEvent | bytes], None]:
        """The same events in batches as they arrive; feeds with many events override this."""
        async with aclosing(self.events()) as says:
            async for event in says:
                yield (event,)

    def clock(self) -> int:
        """The exchange's time in UTC nanoseconds; a replay returns the recorded time."""
        return time.time_ns()

    def progress(self) -> bytes:
        """How far the feed has come, for ``resume`` after a restart. It is stored in one
        transaction with the market's state, so the two always agree. b"" if there is nothing to
        store."""
        return b""

    def resume(self, progress: bytes) -> None:  # noqa: B027 - most begin with nothing
        """Continue from a stored progress. Called before any event; b"" if none is stored."""

    async def settle(self, progress: bytes) -> None:  # noqa: B027 - most hold nothing
        """Everything up to this progress is stored and need not be held any longer."""
