"""The replay feed: recorded NDJSON events with their original spacing, at a given speed."""

from __future__ import annotations

import asyncio
import gzip
import logging
import time
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, cast

from ticker.feeds.base import Feed, FeedError
from ticker.market.events import LINE_LIMIT, AnyEvent, BadEventError, Epoch, HeartbeatEvent, decode
from ticker.market.freshness import REPLAY

HEARTBEAT = 0.5
"""Seconds of real time between heartbeats while the tape is silent."""

PIECE = LINE_LIMIT + 2
"""Bytes read at a time: enough to notice an overlong line."""

BREATH = 500
"""Events between two turns given to the rest of the process."""


logger = logging.getLogger(__name__)


class ReplayFeed(Feed):
    """Plays a file once, or for ever with ``loop``; each round is a new epoch. A damaged file ends
    at the damage."""

    name = "replay"
    word = REPLAY
    is_exclusive = True

    def __init__(self, path: Path, *, speed: float = 1.0, loop: bool = False) -> None:
        """Raises FeedError if the file cannot be read."""
        self.path, self.speed, self.loop = path, speed, loop
        self._first_ts = self._started_at = self._sent_ts = self._next_ts = 0
        with closing(self._read_lines()) as lines:
            next(lines, b"")

    @classmethod
    def from_query(cls, path: Path, params: Mapping[str, str]) -> ReplayFeed:
        """Raises FeedError for an unknown parameter or a value out of range."""
        if unknown := set(params) - {"speed", "loop"}:
            raise FeedError(f"replay: unknown parameter {sorted(unknown)[0]!r}; use speed, loop")
        try:
            speed = float(params.get("speed", "1"))
        except ValueError:
            speed = 0.0
        if not 0.01 <= speed <= 1_000_000:
            raise FeedError(f"replay: speed={params['speed']!r} is not from 0.01 to 1000000")
        if params.get("loop", "0") not in ("0", "1"):
            raise FeedError(f"replay: loop={params['loop']!r} is neither 0 nor 1")
        return cls(path, speed=speed, loop=params.get("loop") == "1")

    @property
    def origin(self) -> str:
        """The same in every round: their minutes are the same."""
        return f"{self.name}:{self.path.name}"

    def clock(self) -> int:
        """The recorded time: where the tape is now, between the last event and the next."""
        if not self._first_ts:
            return time.time_ns()
        return max(self._sent_ts, min(self._next_ts, self._due_ts()))

    def _due_ts(self) -> int:
        return self._first_ts + int((time.monotonic_ns() - self._started_at) * self.speed)

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        while True:
            async for event in self._play_once():
                yield event
            # A tape without events would loop without ever pausing.
            if not self.loop or not self._first_ts:
                return
            yield Epoch(ts_event=self.clock())
            await asyncio.sleep(0)

    async def _play_once(self) -> AsyncIterator[AnyEvent | bytes]:
        self._first_ts = self._sent_ts = self._next_ts = 0
        for count, event in enumerate(self._read_events()):
            if isinstance(event, Epoch):  # the events after it have another time
                self._first_ts = self._sent_ts = self._next_ts = 0
            if isinstance(event, bytes | Epoch):
                yield event
                continue
            if not self._first_ts:
                self._first_ts, self._started_at = event.ts_event, time.monotonic_ns()
            self._next_ts = max(self._next_ts, event.ts_event)
            while (ahead := (event.ts_event - self._due_ts()) / self.speed / 1e9) > 0.005:
                await asyncio.sleep(min(ahead, HEARTBEAT))
                yield HeartbeatEvent(ts_event=self.clock())
            if count % BREATH == 0:
                await asyncio.sleep(0)
            self._sent_ts = self._next_ts
            yield event

    def _read_events(self) -> Iterator[AnyEvent | bytes]:
        """The file's events; undecodable lines are passed on for the edge to count."""
        try:
            for line in filter(bytes.strip, self._read_lines()):
                try:
                    yield decode(line)
                except BadEventError:
                    yield line
        except FeedError as error:
            logger.error("%s; it ends there", error)

    def _read_lines(self) -> Generator[bytes, None, None]:
        """Lines without their ends; an overlong one is cut. Raises FeedError on a read error."""
        try:
            with self.path.open("rb") as raw:
                packed = raw.read(2) == b"\x1f\x8b"
                raw.seek(0)
                file = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else raw
                while line := file.readline(PIECE):
                    yield line.rstrip(b"\n")
                    while len(line) == PIECE and not line.endswith(b"\n"):
                        line = file.readline(PIECE)
        except (OSError, EOFError, zlib.error, ValueError) as error:
            raise FeedError(f"replay: cannot read {self.path}: {_error_text(error)}") from None


def _error_text(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
