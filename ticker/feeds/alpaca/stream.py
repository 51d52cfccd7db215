"""One connection to Alpaca's stream, through alpaca-py's StockDataStream.

Only its private methods for connecting, authenticating and subscribing are used. Its own loop
repeats refused requests for ever, reports later errors and unreadable frames only to the log, and
waits three minutes for a pong.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

import msgpack
from websockets.exceptions import ConnectionClosed, WebSocketException

from ticker.feeds.alpaca.client import CLOSE_LIMIT, stream_client
from ticker.feeds.alpaca.refusals import refusal_error, status_error
from ticker.feeds.base import FeedError
from ticker.feeds.websocket import connection_error, connection_timeout, read_frames
from ticker.store.database import one_line

NAME = "alpaca"


class AlpacaStream:
    def __init__(self, client: Any) -> None:
        """``client`` is a StockDataStream that is connected, or is to be closed."""
        self._client = client

    @classmethod
    async def connect(
        cls, credentials: tuple[str, str], feed: str, url: str, raw_symbols: Sequence[str]
    ) -> AlpacaStream:
        """Raises FeedError; RefusedError if retrying soon is useless."""
        client = stream_client(credentials, feed, url, raw_symbols)
        stream = cls(client)
        try:
            async with connection_timeout():
                await client._start_ws()
                await client._send_subscribe_msg()
        except (OSError, WebSocketException) as error:
            await stream.close()
            raise _connect_error(error) from None
        except (ValueError, LookupError, TypeError) as error:
            # An error from the server, or an answer that the library could not read.
            await stream.close()
            raise refusal_error(None, one_line(error)) from None
        except asyncio.CancelledError:
            await stream.close()
            raise
        return stream

    async def frames(self) -> AsyncGenerator[list[object] | None, None]:
        """The messages that arrived together; a string describes something that is no message. None
        while the connection is only alive.

        Raises FeedError when it is lost, or when the server announces why it will be.
        """
        try:
            async with aclosing(read_frames(NAME, self._client._ws)) as raw_frames:
                async for frame in raw_frames:
                    yield None if frame is None else _unpack_frame(frame)
        except ConnectionClosed as error:
            raise connection_error(NAME, error) from None

    async def close(self) -> None:
        """Without a timeout context: when that cancels a close, the library waits for many more
        seconds."""
        socket = self._client._ws
        if socket is None:
            return
        try:
            closing = asyncio.gather(socket.close(), return_exceptions=True)
            await asyncio.wait([closing], timeout=CLOSE_LIMIT)
        finally:
            socket.transport.abort()


def _unpack_frame(frame: str | bytes) -> list[object]:
    """Raises FeedError if the server reports an error."""
    try:
        messages = msgpack.unpackb(frame)
    except (ValueError, TypeError, msgpack.UnpackException):
        return ["a frame that is no MessagePack"]
    if not isinstance(messages, list):
        return ["a frame that is no list of messages"]
    for message in messages:
        if isinstance(message, dict) and message.get("T") == "error":
            raise refusal_error(message.get("code"), str(message.get("msg", "")))
    return [message if isinstance(message, dict) else "what is no message" for message in messages]


def _connect_error(error: Exception) -> FeedError:
    status = getattr(error, "status_code", None)
    return status_error(status) if isinstance(status, int) else connection_error(NAME, error)
