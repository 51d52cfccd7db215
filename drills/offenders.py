"""Offenders: the clients that misbehave, each in its own way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from drills.rawsocket import (
    SMALL_BUFFER,
    Opcode,
    RawSocket,
    WebSocketFrame,
    connect,
    perform_handshake,
)

BURST_SIZE = 50
"""Messages of a flood between two that give way to others."""

OVERSIZED = 8192
"""Bytes: twice what the product takes."""


class Offender:
    """``opened_at`` and what follows are seconds of the monotonic clock, None if it did not
    happen; ``code`` is what it was closed with, 0 if it was never told. ``row_bytes`` came in
    messages with rows."""

    name = ""
    buffer = 0

    def __init__(self, address: str, origin: str) -> None:
        self.opened_at: float | None = None
        self.behind_at: float | None = None
        self.ended_at: float | None = None
        self.code = self.row_bytes = 0
        self._address, self._origin = address, origin

    async def run(self, delay: float = 0.0) -> None:
        """Until the socket has ended; it comes after ``delay`` seconds. Raises OSError or
        TimeoutError if it is not let in."""
        await asyncio.sleep(delay)
        socket = await connect(self._address, self.buffer)
        try:
            await perform_handshake(socket, self._address, self._origin)
            self.opened_at = time.monotonic()
            await self._offend_until_end(socket)
        finally:
            socket.connection.close()

    async def _offend_until_end(self, socket: RawSocket) -> None:
        try:
            await self.offend(socket)
        except (OSError, EOFError):
            self.ended_at = time.monotonic()

    async def offend(self, socket: RawSocket) -> None:
        """Raises OSError or EOFError when the socket has ended."""
        raise NotImplementedError

    async def read_all(self, socket: RawSocket) -> None:
        """All that comes, as the part of a browser does that lives on while the page is frozen."""
        while True:
            for frame in await socket.receive():
                self._note(frame)
                if frame.opcode == Opcode.PING:
                    await socket.send(Opcode.PONG, frame.payload)
                elif frame.opcode == Opcode.CLOSE:
                    await socket.send(Opcode.CLOSE, frame.payload[:2])

    def _note(self, frame: WebSocketFrame) -> None:
        if frame.opcode == Opcode.CLOSE:
            self.code = frame.close_code
        if b"data-symbol=" in frame.payload:
            self.row_bytes += len(frame.payload)
        if b'class="behind"' in frame.payload and self.behind_at is None:
            self.behind_at = time.monotonic()


class FrozenClient(Offender):
    """Its renderer stands still: everything is taken, pings are answered, nothing is drawn."""

    name = "renderer frozen"

    async def offend(self, socket: RawSocket) -> None:
        await self.read_all(socket)


class NeverAckingClient(Offender):
    """It lives, and its pointer comes and goes; it only never says what it has applied."""

    name = "never acks"

    async def offend(self, socket: RawSocket) -> None:
        moving = asyncio.create_task(self._move_pointer(socket))
        try:
            await self.read_all(socket)
        finally:
            moving.cancel()
            await asyncio.gather(moving, return_exceptions=True)

    async def _move_pointer(self, socket: RawSocket) -> None:
        while True:
            for said in (b'{"pointer":1}', b'{"pointer":0}'):
                await socket.send(Opcode.TEXT, said)
                await asyncio.sleep(1)


class NonReadingClient(Offender):
    """Its end of the socket is full at once. It reads when it is told to, which is at the end."""

    name = "does not read"
    buffer = SMALL_BUFFER

    def __init__(self, address: str, origin: str) -> None:
        super().__init__(address, origin)
        self._may_read = asyncio.Event()

    async def offend(self, socket: RawSocket) -> None:
        await self._may_read.wait()
        await self.read_all(socket)

    async def start_reading(self) -> None:
        """To be called on its own event loop."""
        self._may_read.set()


class FloodingClient(Offender):
    """Sends as fast as it can, also after it was closed, until nobody takes it."""

    name = "floods"
    message = b'{"pointer":1}'

    async def offend(self, socket: RawSocket) -> None:
        reading = asyncio.create_task(self.read_all(socket))
        try:
            while not reading.done():
                for _ in range(BURST_SIZE):
                    await socket.send(Opcode.TEXT, self.message)
                await asyncio.sleep(0)
        finally:
            # What the server said last is still there to read, whatever became of the sending.
            await asyncio.gather(reading, return_exceptions=True)
        raise EOFError


class OversizedClient(FloodingClient):
    name = "floods, messages too big"
    message = b" " * OVERSIZED


KINDS: Sequence[type[Offender]] = (
    FrozenClient,
    NeverAckingClient,
    NonReadingClient,
    FloodingClient,
    OversizedClient,
)
