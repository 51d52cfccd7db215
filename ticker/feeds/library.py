"""Feeds that use a vendor's library, which only a separate process imports."""

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
from ticker.market.events import AnyEvent, HeartbeatEvent
from ticker.store.database import one_line

HEARTBEAT = 0.5
"""Seconds between heartbeats while the provider is alive."""

REFUSED_DELAY = 60.0
"""Seconds before a provider that refused is asked again."""

ERROR_LENGTH = 200
"""Characters shown of an error."""

logger = logging.getLogger(__name__)


class RefusedError(FeedError):
    """Retrying soon is useless: somebody must act."""


class LibraryFeed(Feed):
    """``library`` is the name to import, ``requirements`` the file that installs it.

    Creating one only checks its arguments, which a server does; `print_feed` runs it.
    """

    library: str
    requirements: str

    def check_library(self) -> None:
        """Raises FeedError if the library is not installed. Imports nothing."""
        if importlib.util.find_spec(self.library) is None:
            how = f"pip install -r {self.requirements}"
            raise FeedError(f"{self.name}: {self.library} is not installed; {how}")

    @abstractmethod
    def connection_events(self) -> AsyncGenerator[AnyEvent | bytes | None, None]:
        """The events of one connection, until it is lost; None, at least every HEARTBEAT seconds,
        while the provider is alive but silent. Raises FeedError when the connection ends."""

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        """The events of one connection after another, for ever. After a loss, a heartbeat says
        since when nothing was heard."""
        backoff = Backoff()
        heard = lost = 0
        while True:
            try:
                async with aclosing(self._with_heartbeats()) as says:
                    async for event in says:
                        backoff.reset()
                        if lost:
                            yield self._gap_heartbeat(lost)
                            lost = 0
                        heard = time.time_ns()
                        yield event
            except FeedError as error:
                if heard and not lost:
                    lost = error.since or heard
                delay = REFUSED_DELAY if isinstance(error, RefusedError) else backoff.take()
                logger.error("%s; connecting again in %.1f s", error, delay)
                await asyncio.sleep(delay)

    def _gap_heartbeat(self, since: int) -> HeartbeatEvent:
        return HeartbeatEvent(ts_event=self.clock(), ts_recv=time.time_ns(), gap_since=since)

    async def _with_heartbeats(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        clock = asyncio.get_running_loop().time
        due = clock()
        async with aclosing(self.connection_events()) as says:
            async for event in says:
                if event is not None:
                    yield event
                if clock() >= due:
                    due = clock() + HEARTBEAT
                    yield HeartbeatEvent(ts_event=self.clock())
        raise FeedError(f"{self.name}: the connection has ended")


def error_summary(error: BaseException) -> str:
    """The message of a library's error in one line, or its class."""
    return one_line(error)[:ERROR_LENGTH] or type(error).__name__
