from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

PATH = "/ingest/"

BODY = "stock_ticker.body"
"""The ASGI extension with which this project's servers offer a ``receive`` that has the body as it
arrives. Without it, Daphne delivers the body when it is complete."""

SILENCE = 60.0
"""Seconds in which more must arrive."""

DRAIN_BYTES, DRAIN_SECONDS = 1024 * 1024, 1.0
"""Bytes and seconds for which a useless rest is read: many clients look for an answer only after
sending everything."""

Receive = Callable[[], Awaitable[dict[str, Any]]]


class GoneError(Exception):
    """The client has gone away during its request."""


class Body:
    """``size`` is the number of bytes so far, ``is_over`` whether that is all."""

    def __init__(self, receive: Receive) -> None:
        self.size = 0
        self.is_over = False
        self._receive = receive

    async def chunks(self) -> AsyncIterator[bytes]:
        """Raises GoneError; TimeoutError if nothing arrives for too long."""
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
        """Read on for a little while. Raises GoneError."""
        most = self.size + DRAIN_BYTES
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                async for _ in self.chunks():
                    if self.size > most:
                        return
        except TimeoutError:
            return
