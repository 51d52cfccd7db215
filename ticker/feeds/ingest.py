"""The ingest feed: events that sources post to this server. ``FEED=ingest:``."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence

import msgspec
from msgspec import Struct

from ticker.feeds.lines import LinesFeed
from ticker.feeds.sequences import SeenSequences
from ticker.market.events import AnyEvent

NAME = "ingest"

PATIENCE = 5.0
"""Seconds in which the publisher must take lines: it takes them within a beat or not at all."""


class Progress(Struct, array_like=True):
    """The progress of ingest. ``position`` is the position in Redis' stream, "" without one."""

    position: str = ""
    seen_sequences: SeenSequences = msgspec.field(default_factory=SeenSequences)


class IngestFeed(LinesFeed):
    """The base of both forms: after a restart they know which events they took before."""

    name = NAME
    seen_sequences: SeenSequences

    def __init__(self) -> None:
        self.seen_sequences = SeenSequences()
        self.position = ""

    def progress(self) -> bytes:
        return _encoder.encode(Progress(self.position, self.seen_sequences))

    def resume(self, progress: bytes) -> None:
        if progress:
            restored = _decoder.decode(progress)
            self.position = restored.position
            # The edge shares this object.
            self.seen_sequences.sources.update(restored.seen_sequences.sources)


class LocalIngestFeed(IngestFeed):
    """Ingest within the serving process: the sender of lines waits until the publisher has applied
    them. Nothing is queued beyond what open requests have read."""

    def __init__(self) -> None:
        super().__init__()
        self._submissions: deque[tuple[list[bytes], asyncio.Future[None]]] = deque()
        self._has_submissions = asyncio.Event()

    async def submit(self, lines: list[bytes]) -> None:
        """Returns when the lines are applied. Raises TimeoutError if they will not be."""
        applied: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._submissions.append((lines, applied))
        self._has_submissions.set()
        async with asyncio.timeout(PATIENCE):
            await applied

    async def batches(self) -> AsyncGenerator[Sequence[AnyEvent | bytes], None]:
        while True:
            await self._has_submissions.wait()
            self._has_submissions.clear()
            while self._submissions:
                lines, applied = self._submissions.popleft()
                if applied.done():
                    continue  # the sender no longer waits
                yield lines
                applied.set_result(None)
                await asyncio.sleep(0)


def stream_position(progress: bytes) -> str:
    """The stream position within a progress."""
    return _decoder.decode(progress).position


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Progress)
