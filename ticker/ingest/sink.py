"""The ingest sink: takes accepted lines, in this process or over Redis."""

from __future__ import annotations

from functools import cached_property

from redis.exceptions import RedisError

from ticker.feeds.ingest import NAME, PATIENCE, LocalIngestFeed
from ticker.feeds.ingestbacklog import IngestBacklog
from ticker.market.freshness import SILENCE_LIMIT
from ticker.web.process import process

SHORT_RETRY, LONG_RETRY = 1.0, 5.0
"""Seconds after which to retry: what is busy, and what somebody must start."""

LOST = "Redis does not answer; of the lines that follow some may be in: send them again"


class ClosedError(Exception):
    """The message says why nothing can be taken now; retry after ``wait`` seconds."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class IngestSink:
    def __init__(self, redis_url: str, backlog_limit: int) -> None:
        """``backlog`` is the limit of bytes that wait in Redis for the publisher."""
        self._redis_url, self._backlog_limit = redis_url, backlog_limit

    def check_open(self) -> None:
        """Raises ClosedError if no ingest feed is published."""
        if self._redis_url:
            mirror = process.hub.mirror
            is_known = mirror.has_frames and mirror.silence < SILENCE_LIMIT
            if is_known and NAME not in (health.name for health in mirror.feed.feeds):
                raise ClosedError(
                    f"what is published here is {mirror.feed.name}, not ingest", LONG_RETRY
                )
        elif _local_feed() is None:
            raise ClosedError("no ingest feed runs here: ingest: is not in FEED", LONG_RETRY)

    async def put(self, lines: list[bytes]) -> None:
        """Takes lines with their line ends. Returns when they are applied or in Redis' stream,
        after which nothing is lost. Raises ClosedError."""
        if self._redis_url:
            await self._add_to_backlog(b"".join(lines))
        elif (feed := _local_feed()) is not None:
            try:
                await feed.submit(lines)
            except TimeoutError:
                raise ClosedError(
                    f"the publisher took nothing for {PATIENCE:g} s", SHORT_RETRY
                ) from None

    async def _add_to_backlog(self, lines: bytes) -> None:
        try:
            added = await self._redis_backlog.add(lines, self._backlog_limit)
        except (RedisError, OSError):
            raise ClosedError(LOST, SHORT_RETRY) from None
        if added == "full":
            raise ClosedError("too much waits for the publisher", SHORT_RETRY)
        if added == "nobody":
            raise ClosedError("no publisher has run with the feed ingest:", LONG_RETRY)

    @cached_property
    def _redis_backlog(self) -> IngestBacklog:
        """Created in the running event loop."""
        return IngestBacklog(self._redis_url)


def _local_feed() -> LocalIngestFeed | None:
    """The ingest feed of this process."""
    return next((health for health in process.feeds if isinstance(health, LocalIngestFeed)), None)
