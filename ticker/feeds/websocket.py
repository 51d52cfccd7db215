"""A provider's websocket: its frames, its liveness and its errors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from websockets.exceptions import ConnectionClosed

from ticker.feeds.base import FeedError
from ticker.feeds.library import HEARTBEAT, error_summary

CONNECT_LIMIT = 5.0
"""Seconds for connecting and subscribing to everything."""

SILENCE_LIMIT = 5.0
"""Seconds without a sign of life, pongs included, after which the connection counts as lost."""


def connection_timeout() -> asyncio.Timeout:
    """An asynchronous context manager for connecting. Raises TimeoutError."""
    return asyncio.timeout(CONNECT_LIMIT)


async def read_frames(name: str, socket: Any) -> AsyncGenerator[str | bytes | None, None]:
    """The frames of a connection of the websockets library; None while it is only alive. ``name``
    is the feed's.

    Raises FeedError when the connection goes silent, ConnectionClosed when it is lost.
    """
    clock = asyncio.get_running_loop().time
    heard, pong = clock(), await socket.ping()
    while True:
        frame = await _next_frame(socket)
        if frame is not None:
            heard = clock()
            yield frame
        elif pong.done():
            heard, pong = clock(), await socket.ping()
            yield None
        elif clock() - heard > SILENCE_LIMIT:
            raise FeedError(f"{name}: no sign of life for {SILENCE_LIMIT:g} s")


async def _next_frame(socket: Any) -> str | bytes | None:
    """The next frame, or None after HEARTBEAT seconds; no frame is lost by waiting again."""
    try:
        async with asyncio.timeout(HEARTBEAT):
            frame: str | bytes = await socket.recv()
            return frame
    except TimeoutError:
        return None


def connection_error(name: str, error: Exception) -> FeedError:
    """The error of connecting, or of a lost connection, as a FeedError."""
    if isinstance(error, TimeoutError):
        return FeedError(f"{name}: no answer within {CONNECT_LIMIT:g} s")
    what = "the connection is lost" if isinstance(error, ConnectionClosed) else "cannot connect"
    return FeedError(f"{name}: {what}: {error_summary(error)}")
