"""Feeds that are programs: NDJSON from standard input (``ndjson://-``) or a command (``exec:``)."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, suppress
from itertools import islice
from math import ceil

from ticker.feeds.base import Feed, FeedError
from ticker.feeds.splitter import Splitter
from ticker.market.events import AnyEvent
from ticker.market.frames import seconds_until_beat

CHUNK = 64 * 1024
"""Bytes read at once: some hundred events, applied before any other task runs."""

LEAD = 0.01
"""Seconds before a beat at which the data of its frame is read: a busy process needs some. Waking
up for each event would cost many times the event itself and show nothing sooner."""

AMOUNT = CHUNK // 2
"""Bytes, half of a pipe's capacity, that trigger a read between beats: a program that finds its
pipe full must wait."""

CLOCK_STEP = 0.001
"""Least seconds between two looks at the clock: uvloop's counts milliseconds."""

HOLD_BACK = 1
"""Bytes that may wait before reading stops: with more, asyncio would read every event
separately."""

AT_ONCE = 500
"""Lines of a file."""

PATIENCE = 2.0
"""Seconds for a program to end after it is told to."""


class LinesFeed(Feed):
    """One event a line, in batches as they are read."""

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        async with aclosing(self.batches()) as batches:
            async for batch in batches:
                for line in batch:
                    yield line


class StandardInputFeed(LinesFeed):
    """The end of the input is the end of the feed."""

    name = "ndjson"

    async def batches(self) -> AsyncGenerator[Sequence[AnyEvent | bytes], None]:
        if _is_regular_file():
            while batch := list(islice(sys.stdin.buffer, AT_ONCE)):
                yield batch
                await asyncio.sleep(0)
            return
        reader = asyncio.StreamReader(limit=HOLD_BACK)
        loop = asyncio.get_running_loop()
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await loop.connect_read_pipe(lambda: protocol, sys.stdin)
        try:
            async for batch in read_lines(reader):
                yield batch
        finally:
            transport.close()


def _is_regular_file() -> bool:
    """Whether standard input is a regular file. Raises FeedError if it cannot be read."""
    if sys.stdin is None:
        raise FeedError("ndjson: standard input is closed")
    mode = os.fstat(sys.stdin.fileno()).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or sys.stdin.isatty()):
        raise FeedError("ndjson: standard input is no pipe and no file; pipe events into it")
    return stat.S_ISREG(mode)


class ExecFeed(LinesFeed):
    """A command's standard output; its errors go to this process's."""

    name = "exec"

    def __init__(
        self, command: list[str], on_error_line: Callable[[str], None] | None = None
    ) -> None:
        """``hear`` also gets each line of its errors."""
        self.command, self._on_error_line = command, on_error_line

    async def batches(self) -> AsyncGenerator[Sequence[AnyEvent | bytes], None]:
        """Ends when the command succeeds; raises FeedError if it cannot start or fails."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE if self._on_error_line else None,
                limit=HOLD_BACK,
            )
        except OSError as error:
            raise FeedError(
                f"{self.name}: cannot start {self.command[0]!r}: {error.strerror}"
            ) from None
        relay = asyncio.ensure_future(_relay_errors(process.stderr, self._on_error_line))
        try:
            assert process.stdout is not None
            async for batch in read_lines(process.stdout):
                yield batch
            await relay
            if code := await process.wait():
                raise FeedError(f"{self.name}: {self.command[0]!r} ended with exit code {code}")
        finally:
            relay.cancel()
            await asyncio.wait([relay])
            await _end_process(process)


async def _relay_errors(
    errors: asyncio.StreamReader | None, on_error_line: Callable[[str], None] | None
) -> None:
    """Copies a command's errors to ``hear`` and to this process's own."""
    if errors is None or on_error_line is None:
        return
    splitter, is_over = Splitter(), False
    while not is_over:
        chunk = await errors.read(CHUNK)
        is_over = not chunk
        for line in splitter.last_line() if is_over else splitter.split(chunk):
            text = line.decode(errors="replace")
            sys.stderr.write(f"{text}\n")
            on_error_line(text)


async def _end_process(process: Process) -> None:
    if process.returncode is not None:
        return
    for end in (process.terminate, process.kill):
        end()
        with suppress(TimeoutError):
            # Reads the remaining output: a process whose output nobody reads never counts as ended.
            await asyncio.wait_for(process.communicate(), PATIENCE)
            return


async def read_lines(reader: asyncio.StreamReader) -> AsyncIterator[list[bytes]]:
    """The lines of a stream, in batches as they are read. An overlong line is cut, so that the edge
    counts it as too_long.

    A last line without a newline is included: the program died while writing it.
    """
    clock = asyncio.get_running_loop().time
    splitter, has_rested, read_at, gathered = Splitter(), False, clock(), 0
    while chunk := await reader.read(CHUNK):
        gathered += len(chunk)
        if batch := [line for line in splitter.split(chunk) if not line.isspace() and line]:
            yield batch
        # The first read after a rest gets what was held back, the next one what has gathered
        # meanwhile.
        has_rested = not has_rested
        if len(chunk) < CHUNK and not has_rested:
            now = clock()
            rate = gathered / max(now - read_at, CLOCK_STEP)
            read_at, gathered, rest_of_beat = now, 0, seconds_until_beat(now, LEAD)
            await asyncio.sleep(rest_of_beat / ceil(rate * rest_of_beat / AMOUNT))
    if batch := [line for line in splitter.last_line() if line.strip()]:
        yield batch
