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
from ticker.market.frames import until_beat

CHUNK = 64 * 1024
"""Bytes read at once: some hundred events, applied before anything else has its turn."""

LEAD = 0.01
"""Seconds before a beat in which what is to be in its frame is read: a busy process needs some. To
be woken for each event would cost many times what the event does, and show it no sooner."""

AMOUNT = CHUNK // 2
"""Bytes, half of what a pipe holds, for which is read between two beats: a program that finds its
pipe full cannot go on."""

CLOCK_STEP = 0.001
"""Seconds between two looks at the clock at least: uvloop's counts milliseconds."""

HOLD_BACK = 1
"""Bytes that may wait to be taken, before no more are read: with more, asyncio would read every
event by itself."""

AT_ONCE = 500
"""Lines of a file."""

PATIENCE = 2.0
"""Seconds that a program has to end when it is told to."""


class LinesFeed(Feed):
    """One event a line, as many lines at once as were read at once."""

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        async with aclosing(self.batches()) as batches:
            async for batch in batches:
                for line in batch:
                    yield line


class StandardInput(LinesFeed):
    """Its end is the feed's end."""

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
            async for batch in lines(reader):
                yield batch
        finally:
            transport.close()


def _is_regular_file() -> bool:
    """Whether standard input is one. Raises FeedError where there is nothing that can be read."""
    if sys.stdin is None:
        raise FeedError("ndjson: standard input is closed")
    mode = os.fstat(sys.stdin.fileno()).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or sys.stdin.isatty()):
        raise FeedError("ndjson: standard input is no pipe and no file; pipe events into it")
    return stat.S_ISREG(mode)


class Exec(LinesFeed):
    """A command's standard output; its errors go to ours."""

    name = "exec"

    def __init__(self, command: list[str], hear: Callable[[str], None] | None = None) -> None:
        """``hear`` is told each line of its errors, too."""
        self.command, self._hear = command, hear

    async def batches(self) -> AsyncGenerator[Sequence[AnyEvent | bytes], None]:
        """Ends when the command ends well; raises FeedError when it cannot start or fails."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE if self._hear else None,
                limit=HOLD_BACK,
            )
        except OSError as error:
            raise FeedError(
                f"{self.name}: cannot start {self.command[0]!r}: {error.strerror}"
            ) from None
        relay = asyncio.ensure_future(_relay(process.stderr, self._hear))
        try:
            assert process.stdout is not None
            async for batch in lines(process.stdout):
                yield batch
            await relay
            if code := await process.wait():
                raise FeedError(f"{self.name}: {self.command[0]!r} ended with exit code {code}")
        finally:
            relay.cancel()
            await asyncio.wait([relay])
            await _end(process)


async def _relay(errors: asyncio.StreamReader | None, hear: Callable[[str], None] | None) -> None:
    """They go to ours all the same."""
    if errors is None or hear is None:
        return
    splitter, is_over = Splitter(), False
    while not is_over:
        chunk = await errors.read(CHUNK)
        is_over = not chunk
        for line in splitter.end() if is_over else splitter.split(chunk):
            said = line.decode(errors="replace")
            sys.stderr.write(f"{said}\n")
            hear(said)


async def _end(process: Process) -> None:
    if process.returncode is not None:
        return
    for end in (process.terminate, process.kill):
        end()
        with suppress(TimeoutError):
            # Reads what it still says: a process whose output nobody reads is never seen to end.
            await asyncio.wait_for(process.communicate(), PATIENCE)
            return


async def lines(reader: asyncio.StreamReader) -> AsyncIterator[list[bytes]]:
    """The stream's lines, those of each reading together. An overlong one comes cut, so that the
    edge counts it as too_long.

    A last line without its newline is given too: a program that died in the middle of a word.
    """
    clock = asyncio.get_running_loop().time
    splitter, has_rested, read_at, gathered = Splitter(), False, clock(), 0
    while chunk := await reader.read(CHUNK):
        gathered += len(chunk)
        if found := [line for line in splitter.split(chunk) if not line.isspace() and line]:
            yield found
        # After a rest comes what was held back, and only then what has gathered meanwhile.
        has_rested = not has_rested
        if len(chunk) < CHUNK and not has_rested:
            now = clock()
            rate = gathered / max(now - read_at, CLOCK_STEP)
            read_at, gathered, rest_of_beat = now, 0, until_beat(now, LEAD)
            await asyncio.sleep(rest_of_beat / ceil(rate * rest_of_beat / AMOUNT))
    if found := [line for line in splitter.end() if line.strip()]:
        yield found
