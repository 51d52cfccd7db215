"""One connection to Yahoo's streaming server, by yfinance's AsyncWebSocket.

Its own loop is not used: after a clean close it spins, after a lost connection it never comes back.
Nor does it let go of its websocket, so that is reached by its private name.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from ticker.feeds.base import FeedError
from ticker.feeds.livesocket import connecting, frames, lost

NAME = "yahoo"
ADDRESS = "wss://streamer.finance.yahoo.com/?version=2"

CLOSE_LIMIT = 1.0
"""Seconds for a close that the other side takes part in."""


class Stream:
    def __init__(self, socket: Any) -> None:
        """``socket`` is an AsyncWebSocket that is connected."""
        self._socket = socket

    @classmethod
    async def connect(cls, url: str, names: Sequence[str]) -> Stream:
        """Asks for these; ``url`` is a server in the place of Yahoo's. Raises FeedError."""
        from yfinance import config
        from yfinance.live import AsyncWebSocket

        # What cannot be decoded it answers with its error; what it has to say of errors, with
        # tracebacks, is said here in one line.
        config.debug.hide_exceptions = True
        logging.getLogger("yfinance").setLevel(logging.CRITICAL)
        address = f"ws{url.removeprefix('http')}/?version=2" if url else ADDRESS
        stream = cls(AsyncWebSocket(address, verbose=False))
        try:
            async with connecting():
                await stream._socket.subscribe(list(names))
        except (OSError, WebSocketException) as error:
            await stream.close()
            raise _refused(error) from None
        except asyncio.CancelledError:
            await stream.close()
            raise
        return stream

    async def messages(self) -> AsyncGenerator[Mapping[str, Any] | str | None, None]:
        """Fields of pricing messages; a text saying what else came; None while it only lives.

        Raises FeedError when the connection is lost.
        """
        try:
            async with aclosing(frames(NAME, self._socket._ws)) as found:
                async for frame in found:
                    yield None if frame is None else self._message(frame)
        except ConnectionClosed as error:
            raise lost(NAME, error) from None

    def _message(self, frame: str | bytes) -> Mapping[str, Any] | str:
        try:
            said = json.loads(frame)
        except (ValueError, RecursionError):
            return "a frame that is no JSON"
        if not isinstance(said, dict) or said.get("type") != "pricing":
            return "a frame that is no pricing"
        message: Mapping[str, Any] = self._socket._decode_message(said.get("message"))
        return "a pricing that cannot be decoded" if "error" in message else message

    async def close(self) -> None:
        try:
            with suppress(WebSocketException, OSError):
                async with asyncio.timeout(CLOSE_LIMIT):
                    await self._socket.close()
        finally:
            if self._socket._ws is not None:
                self._socket._ws.transport.abort()


def _refused(error: Exception) -> FeedError:
    if isinstance(error, InvalidStatus):
        return FeedError(f"{NAME}: refused with HTTP {error.response.status_code}")
    return lost(NAME, error)
