"""The ingest feed across processes: it reads the Redis stream that web processes write."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncGenerator, Sequence

from redis.exceptions import RedisError

from ticker.feeds.ingest import IngestFeed, stream_position
from ticker.feeds.ingestbacklog import AT_ONCE, BEGINNING, BacklogEntry, IngestBacklog, entry_order
from ticker.feeds.lines import LEAD
from ticker.market.events import AnyEvent
from ticker.market.frames import seconds_until_beat

RETRY_DELAY = 1.0
"""Seconds before Redis is asked again after an error."""

RETENTION = 10.0
"""Seconds for which stored entries stay in the stream: a standby may be behind."""

logger = logging.getLogger(__name__)


class MissedError(Exception):
    """Entries to be read are gone: another publisher has stored them."""


class RedisIngestFeed(IngestFeed):
    """Raises MissedError when it was overtaken, such as after it stood still: its knowledge is then
    worth less than what is stored, and it must be restarted."""

    def __init__(self, backlog: IngestBacklog) -> None:
        super().__init__()
        self._backlog = backlog
        self._has_begun = self._has_failed = False
        self._settled: deque[tuple[float, str]] = deque()

    async def batches(self) -> AsyncGenerator[Sequence[AnyEvent | bytes], None]:
        this = asyncio.current_task()
        assert this is not None
        try:
            # Before Python 3.12 a cancellation during a write to Redis may get lost.
            while not this.cancelling():
                entries = await self._read_entries()
                for number, lines in entries:
                    # Position and lines change together: nothing comes between.
                    self.position = number
                    yield lines.split(b"\n")[:-1]
                    await asyncio.sleep(0)
                if 0 < len(entries) < AT_ONCE:
                    await asyncio.sleep(seconds_until_beat(asyncio.get_running_loop().time(), LEAD))
        finally:
            await self._backlog.close()

    async def _read_entries(self) -> list[BacklogEntry]:
        """The next entries; empty if none comes for a while or Redis does not answer."""
        try:
            if not self._has_begun:
                await self._start_reading()
            entries = await self._backlog.read(self.position)
            if entries and await self._backlog.has_lost_entries(self.position):
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

    async def _start_reading(self) -> None:
        beginning = await self._backlog.start_reading()
        self.position = self.position or beginning
        if await self._backlog.has_been_reset(self.position):
            self.position = BEGINNING
            self._settled.clear()

    async def settle(self, progress: bytes) -> None:
        """If Redis is away it is told the next time."""
        position, now = stream_position(progress), time.monotonic()
        if not position or entry_order(position) > entry_order(self.position):
            return  # nothing, or a stream that no longer exists
        if not self._settled or self._settled[-1][1] != position:
            self._settled.append((now + RETENTION, position))
        try:
            await self._backlog.settle(position)
            while self._settled and self._settled[0][0] <= now:
                await self._backlog.forget(self._settled[0][1])
                self._settled.popleft()
        except (RedisError, OSError) as error:
            logger.info("Redis was not told what is kept: %s", error)
