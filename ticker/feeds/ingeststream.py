"""The ingest feed across processes: it reads the Redis stream that web processes write."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncGenerator, Sequence

from redis.exceptions import RedisError

from ticker.feeds.ingest import IngestFeed, position_in
from ticker.feeds.ingestbacklog import AT_ONCE, BEGINNING, Entry, Stream, order
from ticker.feeds.lines import LEAD
from ticker.market.events import AnyEvent
from ticker.market.frames import until_beat

RETRY_DELAY = 1.0
"""Seconds before Redis is asked again after an error."""

HELD = 10.0
"""Seconds for which stored entries stay in the stream: a standby may be behind."""

logger = logging.getLogger(__name__)


class MissedError(Exception):
    """Entries to be read are gone: another publisher has stored them."""


class IngestStream(IngestFeed):
    """Raises MissedError when it was overtaken, such as after it stood still: its knowledge is then
    worth less than what is stored, and it must be restarted."""

    def __init__(self, stream: Stream) -> None:
        super().__init__()
        self._stream = stream
        self._has_begun = self._has_failed = False
        self._settled: deque[tuple[float, str]] = deque()

    async def batches(self) -> AsyncGenerator[Sequence[AnyEvent | bytes], None]:
        this = asyncio.current_task()
        assert this is not None
        try:
            # Before Python 3.12 a cancellation during a write to Redis may get lost.
            while not this.cancelling():
                entries = await self._entries()
                for number, lines in entries:
                    # Position and lines change together: nothing comes between.
                    self.position = number
                    yield lines.split(b"\n")[:-1]
                    await asyncio.sleep(0)
                if 0 < len(entries) < AT_ONCE:
                    await asyncio.sleep(until_beat(asyncio.get_running_loop().time(), LEAD))
        finally:
            await self._stream.close()

    async def _entries(self) -> list[Entry]:
        """The next entries; empty if none comes for a while or Redis does not answer."""
        try:
            if not self._has_begun:
                await self._begin()
            entries = await self._stream.read(self.position)
            if entries and await self._stream.lacks_after(self.position):
                raise MissedError("ingest: this publisher stood still and was overtaken")
            # A quiet moment is the time to check that this is still the same stream.
            self._has_begun, self._has_failed = bool(entries), False
            return entries
        except (RedisError, OSError) as error:
            if not self._has_failed:
                logger.error("Redis cannot be asked for what was posted: %s", error)
            self._has_begun, self._has_failed = False, True
            await asyncio.sleep(RETRY_DELAY)
            return []

    async def _begin(self) -> None:
        beginning = await self._stream.begin()
        self.position = self.position or beginning
        if await self._stream.has_begun_anew(self.position):
            self.position = BEGINNING
            self._settled.clear()

    async def settle(self, progress: bytes) -> None:
        """If Redis is away it is told the next time."""
        position, now = position_in(progress), time.monotonic()
        if not position or order(position) > order(self.position):
            return  # nothing, or a stream that no longer exists
        if not self._settled or self._settled[-1][1] != position:
            self._settled.append((now + HELD, position))
        try:
            await self._stream.settle(position)
            while self._settled and self._settled[0][0] <= now:
                await self._stream.forget(self._settled[0][1])
                self._settled.popleft()
        except (RedisError, OSError) as error:
            logger.info("Redis was not told what is kept: %s", error)
