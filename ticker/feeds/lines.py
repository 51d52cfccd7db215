"""Feeds that are programs: NDJSON from standard input (``ndjson://-``) or a command (``exec:``)."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator, AsyncIterator

from ticker.events import LINE_LIMIT, AnyEvent
from ticker.feeds.base import Feed, FeedError

CHUNK = 256 * 1024


class StandardInput(Feed):
    """One event a line on standard input; its end is the feed's end."""

    name = "ndjson"

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        if stat.S_ISREG(os.fstat(sys.stdin.fileno()).st_mode):
            for count, line in enumerate(sys.stdin.buffer):
                yield line
                if count % 500 == 0:
                    await asyncio.sleep(0)
            return
        reader = asyncio.StreamReader(limit=CHUNK)
        loop = asyncio.get_running_loop()
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await loop.connect_read_pipe(lambda: protocol, sys.stdin)
        try:
            async for line in lines(reader):
                yield line
        finally:
            transport.close()


class Exec(Feed):
    """One event a line on a command's standard output; its errors go to ours."""

    name = "exec"

    def __init__(self, command: list[str]) -> None:
        self.command = command

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        """Ends when the command ends well; raises FeedError when it cannot start or fails."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self.command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
            )
        except OSError as error:
            raise FeedError(f"exec: cannot start {self.command[0]!r}: {error.strerror}") from None
        try:
            assert process.stdout is not None
            async for line in lines(process.stdout):
                yield line
            if code := await process.wait():
                raise FeedError(f"exec: {self.command[0]!r} ended with exit code {code}")
        finally:
            await _end(process)


async def _end(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), 2)
    except TimeoutError:
        process.kill()


async def lines(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """The stream's lines. An overlong one comes cut, so that the edge counts it as too_long.

    A last line without its newline is given too: a program that died in the middle of a word.
    """
    rest = b""
    while chunk := await reader.read(CHUNK):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            if line.strip():
                yield line
        if len(rest) > LINE_LIMIT:
            yield rest[: LINE_LIMIT + 1]
            rest = await _skip_line(reader)
    if rest.strip():
        yield rest


async def _skip_line(reader: asyncio.StreamReader) -> bytes:
    while chunk := await reader.read(CHUNK):
        _, newline, rest = chunk.partition(b"\n")
        if newline:
            return rest
    return b""
