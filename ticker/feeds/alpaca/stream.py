"""One connection to Alpaca's stream, by alpaca-py's StockDataStream.

Of that, what connects, authenticates and subscribes is used, by its private names. Its own loop is
not: what the server has refused it asks for again for ever, whatever the reason; errors that come
later, and frames that it cannot read, it tells the log alone; and it waits three minutes for the
answer to a ping.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

import msgpack
from websockets.exceptions import ConnectionClosed, WebSocketException

from ticker.feeds.alpaca.client import CLOSE_LIMIT, stream_client
from ticker.feeds.alpaca.refusals import refusal_of, status_refusal_of
from ticker.feeds.base import FeedError
from ticker.feeds.livesocket import connecting, frames, lost
from ticker.store.database import one_line

NAME = "alpaca"


class Stream:
    def __init__(self, client: Any) -> None:
        """``client`` is a StockDataStream that is connected, or is to be closed."""
        self._client = client

    @classmethod
    async def connect(
        cls, credentials: tuple[str, str], feed: str, url: str, names: Sequence[str]
    ) -> Stream:
        """Raises FeedError, of which RefusedError says that to ask again soon is of no use."""
        client = stream_client(credentials, feed, url, names)
        stream = cls(client)
        try:
            async with connecting():
                await client._start_ws()
                await client._send_subscribe_msg()
        except (OSError, WebSocketException) as error:
            await stream.close()
            raise _refused(error) from None
        except (ValueError, LookupError, TypeError) as error:
            # What the server answered, or that the library could not read the answer.
            await stream.close()
            raise refusal_of(None, one_line(error)) from None
        except asyncio.CancelledError:
            await stream.close()
            raise
        return stream

    async def frames(self) -> AsyncGenerator[list[object] | None, None]:
        """The messages that came together; a text among them says what came that is none. None
        while the connection only lives.

        Raises FeedError when it is lost, or the server says why it will be.
        """
        try:
            async with aclosing(frames(NAME, self._client._ws)) as found:
                async for frame in found:
                    yield None if frame is None else _messages(frame)
        except ConnectionClosed as error:
            raise lost(NAME, error) from None

    async def close(self) -> None:
        """Not by a timeout: where that cancels it, the library goes on waiting for many seconds."""
        socket = self._client._ws
        if socket is None:
            return
        try:
            closing = asyncio.gather(socket.close(), return_exceptions=True)
            await asyncio.wait([closing], timeout=CLOSE_LIMIT)
        finally:
            socket.transport.abort()


def _messages(frame: str | bytes) -> list[object]:
    """Raises FeedError where the server says that something is wrong."""
    try:
        said = msgpack.unpackb(frame)
    except (ValueError, TypeError, msgpack.UnpackException):
        return ["a frame that is no MessagePack"]
    if not isinstance(said, list):
        return ["a frame that is no list of messages"]
    for each in said:
        if isinstance(each, dict) and each.get("T") == "error":
            raise refusal_of(each.get("code"), str(each.get("msg", "")))
    return [each if isinstance(each, dict) else "what is no message" for each in said]


def _refused(error: Exception) -> FeedError:
    status = getattr(error, "status_code", None)
    return status_refusal_of(status) if isinstance(status, int) else lost(NAME, error)
