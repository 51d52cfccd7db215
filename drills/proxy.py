"""A proxy between devices and the server, that holds things back, cuts, and falls silent."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress

ASSETS = (b"GET /static/", b"GET /kiosk/sizes.css")
CHUNK = 64 * 1024
REFUSAL_DELAY = 0.05
"""Seconds after which a browser is told that there is no server behind it."""


class ConnectionPair:
    """A connection of a browser, and the one to the server that belongs to it."""

    def __init__(self, writers: tuple[asyncio.StreamWriter, asyncio.StreamWriter]) -> None:
        self.writers = writers
        self.gate = asyncio.Event()
        self.gate.set()

    def reset(self) -> None:
        self.gate.set()
        for writer in self.writers:
            writer.transport.abort()


class Proxy:
    """``delay`` is the seconds for which an asset is held back at most. A socket's handshake
    goes to ``socket_port``, if that is not 0, instead of ``port``."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port, self.socket_port = host, port, 0
        self.delay = 0.0
        self._pairs: set[ConnectionPair] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, listening: int) -> None:
        self._server = await asyncio.start_server(self._handle_connection, self.host, listening)

    async def stop(self) -> None:
        self._server.close()
        while self._tasks:
            self.cut()
            await asyncio.wait(self._tasks, timeout=1)

    def cut(self) -> None:
        """Every connection that there is, by RST."""
        for pair in list(self._pairs):
            pair.reset()

    def silence(self) -> None:
        """Every connection that there is stays open, and nothing comes through any more."""
        for pair in self._pairs:
            pair.gate.clear()

    async def _handle_connection(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        first = await reader.read(CHUNK)
        port = self.socket_port if b"Upgrade: websocket" in first else 0
        try:
            behind, server = await asyncio.open_connection(self.host, port or self.port)
        except OSError:
            await asyncio.sleep(REFUSAL_DELAY)
            writer.transport.abort()
            return
        pair = ConnectionPair((writer, server))
        self._pairs.add(pair)
        try:
            await self._delay_asset(first)
            server.write(first)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._forward(reader, server, pair))
                tasks.create_task(self._forward(behind, writer, pair))
        except* OSError:
            pass
        finally:
            self._pairs.discard(pair)
            pair.reset()

    async def _forward(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pair: ConnectionPair
    ) -> None:
        while chunk := await reader.read(CHUNK):
            await pair.gate.wait()
            await self._delay_asset(chunk)
            writer.write(chunk)
            await writer.drain()
        with suppress(OSError, RuntimeError):
            writer.write_eof()

    async def _delay_asset(self, chunk: bytes) -> None:
        if self.delay and chunk.startswith(ASSETS):
            await asyncio.sleep(random.uniform(0, self.delay))  # noqa: S311 - no secret
