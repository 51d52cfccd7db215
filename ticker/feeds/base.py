"""What a feed is: a name, what it can promise, and an async iterator of what it says."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from ticker.feeds.sequences import Taken
from ticker.market.events import AnyEvent
from ticker.market.freshness import LIVE, Freshness


class FeedError(Exception):
    """A feed cannot be opened or has failed; the message says what was wrong and what to do.
    ``since`` is when something was last heard, UTC nanoseconds by our clock, if that was earlier
    than when the feed last said that it lives; 0 otherwise."""

    def __init__(self, message: str, since: int = 0) -> None:
        super().__init__(message)
        self.since = since


class Feed(ABC):
    """One source of events.

    ``word`` is the freshness word its rows carry while it speaks (LIVE, SIMULATED, REPLAY,
    ``DELAYED 15m``). ``always_open`` feeds trade round the clock whatever the calendar says.
    ``failures`` is how often one that connects again by itself has had to, ``problem`` why the last
    time.
    ``taken`` is there where sources may say a thing again, and none of it is to count twice. What
    ``stands_alone`` is made up or of another time, and fills in for no other feed.
    """

    name: str = ""
    word: Freshness = LIVE
    always_open: bool = False
    failures: int = 0
    problem: str = ""
    taken: Taken | None = None
    stands_alone: bool = False

    @property
    def origin(self) -> str:
        """Under which its bars are kept: what another market says never has the same."""
        return self.name

    @abstractmethod
    def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        """What the feed says, paced: events, or raw NDJSON lines for the edge to decode.

        Heartbeats come at least once a second while the feed lives. Returning means ENDED;
        raising FeedError means failed, to be tried again.
        """

    async def batches(self) -> AsyncGenerator[Sequence[AnyEvent | bytes], None]:
        """The same, as many at once as came at once: a feed of many events overrides this."""
        async with aclosing(self.events()) as says:
            async for said in says:
                yield (said,)

    def clock(self) -> int:
        """The exchange's time now, UTC nanoseconds; a replay answers the recorded time."""
        return time.time_ns()

    def progress(self) -> bytes:
        """How far it has come, for ``resume`` after a restart: kept together with the market's
        state, so that the two always agree. b"" where there is nothing to say."""
        return b""

    def resume(self, progress: bytes) -> None:  # noqa: B027 - most begin with nothing
        """Goes on from there. Called before anything is said; b"" if nothing is kept."""

    async def settle(self, progress: bytes) -> None:  # noqa: B027 - most hold nothing
        """What came up to there is kept, and need not be held any more."""
