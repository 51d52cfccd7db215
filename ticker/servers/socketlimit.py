"""The limit on websockets of a process: one more is told to come back later."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import Any

from ticker.live.close_codes import TRY_LATER
from ticker.servers.descriptors import allowed_sockets
from ticker.web.process import process

PAUSE = 3.0
"""Seconds before a refused page is told. htmx doubles its delay with every attempt but resets it
once a socket opens: told at once, the page would return four times a second."""

WAITING_LIMIT = 100
"""Pages that may wait to be told. More are not let in at all: the browser sees a lost connection
(1006), after which the page also returns."""


class SocketLimit:
    """``open`` counts sockets, ``waiting`` the refused pages that wait to be told."""

    def __init__(self, application: Any, limit: int) -> None:
        self._application = application
        self._requested = limit
        self.open_count = self.waiting_count = 0

    @cached_property
    def limit(self) -> int:
        """The requested limit, or what the file descriptors of this process allow."""
        return allowed_sockets(self._requested)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if self.open_count >= self.limit:
            await self._refuse(receive, send)
            return
        self.open_count += 1
        try:
            await self._application(scope, receive, send)
        finally:
            self.open_count -= 1

    async def _refuse(self, receive: Any, send: Any) -> None:
        await receive()
        if self.waiting_count >= WAITING_LIMIT:
            await send({"type": "websocket.close"})
            return
        self.waiting_count += 1
        try:
            await send({"type": "websocket.accept"})
            if await _stays_open(receive):
                reason = "too many pages are open here"
                process.hub.metrics.record_server_close(TRY_LATER)
                await send({"type": "websocket.close", "code": TRY_LATER, "reason": reason})
        finally:
            self.waiting_count -= 1


async def _stays_open(receive: Any) -> bool:
    """Whether the page is still there after the pause; its messages are ignored."""
    try:
        async with asyncio.timeout(PAUSE):
            while (await receive())["type"] == "websocket.receive":
                pass
    except TimeoutError:
        return True
    return False
