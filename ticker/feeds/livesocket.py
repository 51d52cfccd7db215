"""A provider's websocket: its frames, whether it lives, and why it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from websockets.exceptions import ConnectionClosed

from ticker.feeds.base import FeedError
from ticker.feeds.library import HEARTBEAT, in_short

CONNECT_LIMIT = 5.0
"""Seconds in which it must be connected and have been asked for everything."""

SILENCE_LIMIT = 5.0
"""Seconds without a sign of life, be it the answer to a ping, after which it is lost."""


def connecting() -> asyncio.Timeout:
    """Use as an asynchronous context manager around it. Raises TimeoutError in the end."""
    return asyncio.timeout(CONNECT_LIMIT)


async def frames(name: str, socket: Any) -> AsyncGenerator[str | bytes | None, None]:
    """Of a connection of the websockets library; None while it only lives. ``name`` is the feed's.

    Raises FeedError when it says nothing any more, ConnectionClosed when it is lost.
    """
    clock = asyncio.get_running_loop().time
    heard, pong = clock(), await socket.ping()
    while True:
        frame = await _next(socket)
        if frame is not None:
            heard = clock()
            yield frame
        elif pong.done():
            heard, pong = clock(), await socket.ping()
            yield None
        elif clock() - heard > SILENCE_LIMIT:
            raise FeedError(f"{name}: no sign of life for {SILENCE_LIMIT:g} s")


async def _next(socket: Any) -> str | bytes | None:
    """None if none comes within HEARTBEAT seconds: nothing is lost by that."""
    try:
        async with asyncio.timeout(HEARTBEAT):
            frame: str | bytes = await socket.recv()
            return frame
    except TimeoutError:
        return None


def lost(name: str, error: Exception) -> FeedError:
    """What came of connecting, or of a connection."""
    if isinstance(error, TimeoutError):
        return FeedError(f"{name}: no answer within {CONNECT_LIMIT:g} s")
    what = "the connection is lost" if isinstance(error, ConnectionClosed) else "cannot connect"
    return FeedError(f"{name}: {what}: {in_short(error)}")
