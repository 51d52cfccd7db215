"""One connection to Yahoo's streaming server, through yfinance's AsyncWebSocket.

Its own loop is not used: it spins after a clean close and never returns after a lost connection.
Its websocket is only reachable by a private name.
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
from ticker.feeds.websocket import connection_error, connection_timeout, read_frames

NAME = "yahoo"
ADDRESS = "wss://streamer.finance.yahoo.com/?version=2"

CLOSE_LIMIT = 1.0
"""Seconds for a close in which the other side takes part."""


class YahooStream:
    def __init__(self, socket: Any) -> None:
        """``socket`` is a connected AsyncWebSocket."""
        self._socket = socket

    @classmethod
    async def connect(cls, url: str, raw_symbols: Sequence[str]) -> YahooStream:
        """Subscribe to these names; ``url`` is a server instead of Yahoo's. Raises FeedError."""
        from yfinance import config
        from yfinance.live import AsyncWebSocket

        # The library returns undecodable messages as errors and logs tracebacks; this feed logs one
        # line.
        config.debug.hide_exceptions = True
        logging.getLogger("yfinance").setLevel(logging.CRITICAL)
        address = f"ws{url.removeprefix('http')}/?version=2" if url else ADDRESS
        stream = cls(AsyncWebSocket(address, verbose=False))
        try:
            async with connection_timeout():
                await stream._socket.subscribe(list(raw_symbols))
        except (OSError, WebSocketException) as error:
            await stream.close()
            raise _connect_error(error) from None
        except asyncio.CancelledError:
            await stream.close()
            raise
        return stream

    async def messages(self) -> AsyncGenerator[Mapping[str, Any] | str | None, None]:
        """The fields of pricing messages; a string describes anything else; None while the
        connection is only alive.

        Raises FeedError when the connection is lost.
        """
        try:
            async with aclosing(read_frames(NAME, self._socket._ws)) as raw_frames:
                async for frame in raw_frames:
                    yield None if frame is None else self._message(frame)
        except ConnectionClosed as error:
            raise connection_error(NAME, error) from None

    def _message(self, frame: str | bytes) -> Mapping[str, Any] | str:
        try:
            content = json.loads(frame)
        except (ValueError, RecursionError):
            return "a frame that is no JSON"
        if not isinstance(content, dict) or content.get("type") != "pricing":
            return "a frame that is no pricing"
        message: Mapping[str, Any] = self._socket._decode_message(content.get("message"))
        return "a pricing that cannot be decoded" if "error" in message else message

    async def close(self) -> None:
        try:
            with suppress(WebSocketException, OSError):
                async with asyncio.timeout(CLOSE_LIMIT):
                    await self._socket.close()
        finally:
            if self._socket._ws is not None:
                self._socket._ws.transport.abort()


def _connect_error(error: Exception) -> FeedError:
    if isinstance(error, InvalidStatus):
        return FeedError(f"{NAME}: refused with HTTP {error.response.status_code}")
    return connection_error(NAME, error)
