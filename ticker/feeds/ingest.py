"""The ingest feed: what sources post to this server. ``FEED=ingest:``."""

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
"""Seconds in which the publisher has to take lines: it takes them within a beat or not at all."""


class Progress(Struct, array_like=True):
    """How far ingest has come: ``position`` is that in Redis' stream, "" where there is none."""

    position: str = ""
    taken: Taken = msgspec.field(default_factory=Taken)


class IngestFeed(LinesFeed):
    """What the two forms have in common: they know after a restart what they took before it."""

    name = NAME
    taken: Taken

    def __init__(self) -> None:
        self.taken = Taken()
        self.position = ""

    def progress(self) -> bytes:
        return _encoder.encode(Progress(self.position, self.taken))

    def resume(self, progress: bytes) -> None:
        if progress:
            found = _decoder.decode(progress)
            self.position = found.position
            # The edge has this very object.
            self.taken.sources.update(found.taken.sources)


class Ingest(IngestFeed):
    """In the process that serves: whoever has lines waits until the publisher has applied them.

    So nothing is queued but what requests that are open have read.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[tuple[list[bytes], asyncio.Future[None]]] = deque()
        self._came = asyncio.Event()

    async def take(self, lines: list[bytes]) -> None:
        """Returns when they are applied. Raises TimeoutError when they are not and will not be."""
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
                    continue  # it was not waited for any longer
                yield lines
                applied.set_result(None)
                await asyncio.sleep(0)


def position_in(progress: bytes) -> str:
    """The stream's position that this progress has in it."""
    return _decoder.decode(progress).position


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Progress)
