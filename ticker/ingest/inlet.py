"""The ingest sink: takes accepted lines, in this process or over Redis."""

from __future__ import annotations

from functools import cached_property

from redis.exceptions import RedisError

from ticker.feeds.ingest import NAME, PATIENCE, Ingest
from ticker.feeds.ingestbacklog import Stream
from ticker.market.freshness import SILENCE_LIMIT
from ticker.web.process import live

SHORT, LONG = 1.0, 5.0
"""Seconds after which to retry: what is busy, and what somebody must start."""

LOST = "Redis does not answer; of the lines that follow some may be in: send them again"


class ClosedError(Exception):
    """The message says why nothing can be taken now; retry after ``wait`` seconds."""

    def __init__(self, why: str, wait: float) -> None:
        super().__init__(why)
        self.wait = wait


class Inlet:
    def __init__(self, redis_url: str, backlog: int) -> None:
        """``backlog`` is the limit of bytes that wait in Redis for the publisher."""
        self._redis_url, self._backlog = redis_url, backlog

    def check(self) -> None:
        """Raises ClosedError if no ingest feed is published."""
        if self._redis_url:
            mirror = live.hub.mirror
            is_known = mirror.has_frames and mirror.silence < SILENCE_LIMIT
            if is_known and NAME not in (health.name for health in mirror.feed.feeds):
                raise ClosedError(f"what is published here is {mirror.feed.name}, not ingest", LONG)
        elif _here() is None:
            raise ClosedError("no ingest feed runs here: ingest: is not in FEED", LONG)

    async def put(self, lines: list[bytes]) -> None:
        """Takes lines with their line ends. Returns when they are applied or in Redis' stream,
        after which nothing is lost. Raises ClosedError."""
        if self._redis_url:
            await self._add(b"".join(lines))
        elif (feed := _here()) is not None:
            try:
                await feed.take(lines)
            except TimeoutError:
                raise ClosedError(f"the publisher took nothing for {PATIENCE:g} s", SHORT) from None

    async def _add(self, lines: bytes) -> None:
        try:
            added = await self._stream.add(lines, self._backlog)
        except (RedisError, OSError):
            raise ClosedError(LOST, SHORT) from None
        if added == "full":
            raise ClosedError("too much waits for the publisher", SHORT)
        if added == "nobody":
            raise ClosedError("no publisher has run with the feed ingest:", LONG)

    @cached_property
    def _stream(self) -> Stream:
        """Created in the running event loop."""
        return Stream(self._redis_url)


def _here() -> Ingest | None:
    """The ingest feed of this process."""
    return next((health for health in live.feeds if isinstance(health, Ingest)), None)
