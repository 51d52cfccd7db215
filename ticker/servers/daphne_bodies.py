"""Request bodies of Daphne, delivered as they arrive."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

MOST_WAITING = 256 * 1024
"""Bytes that may wait before reading from the socket stops."""


class IncomingBody:
    """The part of a body that has arrived and was not taken yet. ``transport`` is Twisted's and
    stops reading while that is much; ``is_over`` tells that all has arrived."""

    def __init__(self, transport: Any) -> None:
        self.is_over = False
        self._transport = transport
        self._chunks: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._is_lost = self._is_paused = False
        self._has_changed = asyncio.Event()

    def feed_data(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self._waiting_bytes += len(chunk)
        if self._waiting_bytes > MOST_WAITING and not self._is_paused:
            self._is_paused = True
            self._transport.pauseProducing()
        self._has_changed.set()

    def feed_eof(self) -> None:
        self.is_over = True
        self._has_changed.set()

    def connection_lost(self) -> None:
        self._is_lost = True
        self._has_changed.set()

    async def receive(self) -> dict[str, Any]:
        """ASGI's ``receive``, for the body alone."""
        while not (self._chunks or self.is_over or self._is_lost):
            self._has_changed.clear()
            await self._has_changed.wait()
        if self._is_lost:
            return {"type": "http.disconnect"}
        chunk = self._chunks.popleft() if self._chunks else b""
        self._waiting_bytes -= len(chunk)
        if self._is_paused and self._waiting_bytes <= MOST_WAITING // 2:
            self._is_paused = False
            self._transport.resumeProducing()
        more = bool(self._chunks) or not self.is_over
        return {"type": "http.request", "body": chunk, "more_body": more}
