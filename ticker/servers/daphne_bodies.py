"""How Daphne's requests hand over their bodies while they come."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

MOST_HELD = 256 * 1024
"""Bytes that wait to be taken, before no more are read of the socket."""


class ComingBody:
    """What has come of a body and was not yet taken. ``transport`` is Twisted's, which stops
    reading while that is much; ``is_over`` says that all has come."""

    def __init__(self, transport: Any) -> None:
        self.is_over = False
        self._transport = transport
        self._chunks: deque[bytes] = deque()
        self._held = 0
        self._is_lost = self._is_paused = False
        self._came = asyncio.Event()

    def add(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self._held += len(chunk)
        if self._held > MOST_HELD and not self._is_paused:
            self._is_paused = True
            self._transport.pauseProducing()
        self._came.set()

    def end(self) -> None:
        self.is_over = True
        self._came.set()

    def lose(self) -> None:
        self._is_lost = True
        self._came.set()

    async def receive(self) -> dict[str, Any]:
        """ASGI's, for the body alone."""
        while not (self._chunks or self.is_over or self._is_lost):
            self._came.clear()
            await self._came.wait()
        if self._is_lost:
            return {"type": "http.disconnect"}
        chunk = self._chunks.popleft() if self._chunks else b""
        self._held -= len(chunk)
        if self._is_paused and self._held <= MOST_HELD // 2:
            self._is_paused = False
            self._transport.resumeProducing()
        more = bool(self._chunks) or not self.is_over
        return {"type": "http.request", "body": chunk, "more_body": more}
