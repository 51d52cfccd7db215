"""A request's body as it comes in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

PATH = "/ingest/"

BODY = "stock_ticker.body"
"""The ASGI extension under which a server of ours offers a ``receive`` that has the body while it
comes: without it Daphne's has it when all of it has come."""

SILENCE = 60.0
"""Seconds in which something more has to come."""

DRAINED, DRAINING = 1024 * 1024, 1.0
"""Bytes and seconds for which is read what is of no use any more: many clients look for an answer
only when they have sent all."""

Receive = Callable[[], Awaitable[dict[str, Any]]]


class GoneError(Exception):
    """The client has gone away in the middle of its request."""


class Body:
    """``size`` is how many bytes of it have come, ``is_over`` whether that is all."""

    def __init__(self, receive: Receive) -> None:
        self.size = 0
        self.is_over = False
        self._receive = receive

    async def chunks(self) -> AsyncIterator[bytes]:
        """Raises GoneError; TimeoutError if nothing comes for too long."""
        while not self.is_over:
            async with asyncio.timeout(SILENCE):
                message = await self._receive()
            if message["type"] == "http.disconnect":
                raise GoneError
            chunk: bytes = message.get("body", b"")
            self.size += len(chunk)
            self.is_over = not message.get("more_body", False)
            if chunk:
                yield chunk

    async def drain(self) -> None:
        """Reads on for a little while. Raises GoneError."""
        most = self.size + DRAINED
        try:
            async with asyncio.timeout(DRAINING):
                async for _ in self.chunks():
                    if self.size > most:
                        return
        except TimeoutError:
            return
