"""The ingest feed: events that sources post to this server. ``FEED=ingest:``."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence

import msgspec
from msgspec import Struct

from ticker.feeds.lines import LinesFeed
from ticker.feeds.sequences import Taken
from ticker.market.events import AnyEvent

NAME = "ingest"

PATIENCE = 5.0
"""Seconds in which the publisher must take lines: it takes them within a beat or not at all."""


class Progress(Struct, array_like=True):
    """The progress of ingest. ``position`` is the position in Redis' stream, "" without one."""

    position: str = ""
    taken: Taken = msgspec.field(default_factory=Taken)


class IngestFeed(LinesFeed):
    """The base of both forms: after a restart they know which events they took before."""

    name = NAME
    taken: Taken

    def __init__(self) -> None:
        self.taken = Taken()
        self.position = ""

    def progress(self) -> bytes:
        return _encoder.encode(Progress(self.position, self.taken))

    def resume(self, progress: bytes) -> None:
        if progress:
            restored = _decoder.decode(progress)
            self.position = restored.position
            # The edge shares this object.
            self.taken.sources.update(restored.taken.sources)


class Ingest(IngestFeed):
    """Ingest within the serving process: whoever has lines waits until the publisher has applied
    them. Nothing is queued beyond what open requests have read."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[tuple[list[bytes], asyncio.Future[None]]] = deque()
        self._came = asyncio.Event()

    async def take(self, lines: list[bytes]) -> None:
        """Returns when the lines are applied. Raises TimeoutError if they will not be."""
        applied: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((lines, applied))
        self._came.set()
        async with asyncio.timeout(PATIENCE):
            await applied

    async def batches(self) -> AsyncGenerator[Sequence[AnyEvent | bytes], None]:
        while True:
            await self._came.wait()
            self._came.clear()
            while self._waiting:
                lines, applied = self._waiting.popleft()
                if applied.done():
                    continue  # the sender no longer waits
                yield lines
                applied.set_result(None)
                await asyncio.sleep(0)


def position_in(progress: bytes) -> str:
    """The stream position within a progress."""
    return _decoder.decode(progress).position


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Progress)
