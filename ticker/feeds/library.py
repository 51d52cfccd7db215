"""Feeds that speak through a vendor's library, which only a process of its own ever imports."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import time
from abc import abstractmethod
from collections.abc import AsyncGenerator
from contextlib import aclosing

from ticker.feeds.backoff import Backoff
from ticker.feeds.base import Feed, FeedError
from ticker.market.events import AnyEvent, Heartbeat
from ticker.store.database import one_line

HEARTBEAT = 0.5
"""Seconds between heartbeats while the provider lives."""

REFUSED_DELAY = 60.0
"""Seconds before a provider is asked again that has refused."""

SAID = 200
"""Characters of an error that are told."""

logger = logging.getLogger(__name__)


class RefusedError(FeedError):
    """To ask again soon is of no use: somebody has to do something about it."""


class LibraryFeed(Feed):
    """``library`` is the name to import, ``requirements`` the file that installs it.

    To make one is to check what it was given: a server does that, and leaves it to `print_feed` to
    listen to it.
    """

    library: str
    requirements: str

    def check_library(self) -> None:
        """Raises FeedError if it is not installed. Imports nothing."""
        if importlib.util.find_spec(self.library) is None:
            how = f"pip install -r {self.requirements}"
            raise FeedError(f"{self.name}: {self.library} is not installed; {how}")

    @abstractmethod
    def connection(self) -> AsyncGenerator[AnyEvent | bytes | None, None]:
        """What one connection says, from its making to its loss; None, every HEARTBEAT seconds at
        least, that the provider lives though it says nothing. Raises FeedError where it ends."""

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        """Of one connection after the other, without end; between two of them a heartbeat says
        since when nothing was heard."""
        backoff = Backoff()
        heard = lost = 0
        while True:
            try:
                async with aclosing(self._with_heartbeats()) as says:
                    async for said in says:
                        backoff.reset()
                        if lost:
                            yield self._gap(lost)
                            lost = 0
                        heard = time.time_ns()
                        yield said
            except FeedError as error:
                if heard and not lost:
                    lost = error.since or heard
                delay = REFUSED_DELAY if isinstance(error, RefusedError) else backoff.take()
                logger.error("%s; connecting again in %.1f s", error, delay)
                await asyncio.sleep(delay)

    def _gap(self, since: int) -> Heartbeat:
        return Heartbeat(ts_event=self.clock(), ts_recv=time.time_ns(), gap_since=since)

    async def _with_heartbeats(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        clock = asyncio.get_running_loop().time
        due = clock()
        async with aclosing(self.connection()) as says:
            async for said in says:
                if said is not None:
                    yield said
                if clock() >= due:
                    due = clock() + HEARTBEAT
                    yield Heartbeat(ts_event=self.clock())
        raise FeedError(f"{self.name}: the connection has ended")


def in_short(error: BaseException) -> str:
    """What a library's error says, in one line; its kind, if it says nothing."""
    return one_line(error)[:SAID] or type(error).__name__
