"""A websocket as bytes, for clients that no library would be: RFC 6455, as little as is needed."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple
from urllib.parse import urlsplit

END_OF_HEAD = b"\r\n\r\n"
LIMIT = 20.0
"""Seconds for a handshake."""

SMALL_BUFFER = 4096
"""Bytes of a receive buffer that hides nothing in the kernel of who does not read."""


class Opcode(IntEnum):
    TEXT = 1
    CLOSE = 8
    PING = 9
    PONG = 10


class WebSocketFrame(NamedTuple):
    opcode: int
    payload: bytes

    @property
    def close_code(self) -> int:
        """Of a close; 1005 where it has none."""
        return int.from_bytes(self.payload[:2], "big") if self.payload else 1005


class RawSocket:
    """``rest`` is what was received and not yet read as frames."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.unread = b""
        # An event loop knows one writer of a socket: a second would make it forget the first.
        self._writing = asyncio.Lock()

    async def receive(self) -> list[WebSocketFrame]:
        """What came next. Raises OSError; EOFError at the end."""
        said = await asyncio.get_running_loop().sock_recv(self.connection, 1 << 16)
        if not said:
            raise EOFError
        self.unread += said
        return list(self.take_frames())

    def take_frames(self) -> Iterator[WebSocketFrame]:
        """Those that are whole."""
        while (found := _parse_frame(self.unread)) is not None:
            frame, length = found
            self.unread = self.unread[length:]
            yield frame

    async def send(self, opcode: Opcode, payload: bytes) -> None:
        """Raises OSError."""
        async with self._writing:
            await asyncio.get_running_loop().sock_sendall(
                self.connection, client_frame(opcode, payload)
            )

    def crash(self) -> None:
        """Gone without a word: the kernel answers with RST from now on."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


async def connect(address: str, buffer: int = 0) -> RawSocket:
    """A connection to a ws:// address, before its handshake. Raises OSError, TimeoutError."""
    to = urlsplit(address)
    connection = socket.socket()
    connection.setblocking(False)
    if buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    async with asyncio.timeout(LIMIT):
        await asyncio.get_running_loop().sock_connect(connection, (to.hostname, to.port))
    return RawSocket(connection)


async def perform_handshake(client: RawSocket, address: str, origin: str) -> None:
    """Raises OSError, TimeoutError; ConnectionRefusedError for any answer but 101."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(client.connection, handshake_request(address, origin))
    async with asyncio.timeout(LIMIT):
        while END_OF_HEAD not in client.unread:
            said = await loop.sock_recv(client.connection, 1)
            if not said:
                break
            client.unread += said
    head, _, client.unread = client.unread.partition(END_OF_HEAD)
    if b" 101 " not in head.partition(b"\r\n")[0]:
        raise ConnectionRefusedError(head.decode(errors="replace"))


def handshake_request(address: str, origin: str) -> bytes:
    to = urlsplit(address)
    lines = (
        f"GET {to.path}?{to.query} HTTP/1.1",
        f"Host: {to.netloc}",
        f"Origin: {origin}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
    )
    return "\r\n".join(lines).encode() + END_OF_HEAD


def client_frame(opcode: Opcode, payload: bytes) -> bytes:
    """As a client sends it, under a mask of zeros."""
    size = len(payload)
    long = struct.pack(">H", size) if size > 125 else b""
    return bytes((0x80 | opcode, 0x80 | (126 if long else size))) + long + bytes(4) + payload


def _parse_frame(data: bytes) -> tuple[WebSocketFrame, int] | None:
    """A server's frame, and its length with its head; None if it is not all there."""
    if len(data) < 2:
        return None
    size, head = data[1], 2
    if size > 125:
        head = 4 if size == 126 else 10
        size = int.from_bytes(data[2:head], "big")
    if len(data) < head + size:
        return None
    return WebSocketFrame(data[0] & 15, data[head : head + size]), head + size
