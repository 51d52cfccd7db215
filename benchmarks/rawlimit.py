"""The raw limit: the same bytes as the product sends, at the same rate, and nothing else.

A bare ASGI application: ten times a second one task calls every socket's ``send`` in turn. What
this costs is the server's and the kernel's; nothing in Python on such a server can be cheaper.
"""

from __future__ import annotations

import asyncio
import os
from itertools import cycle
from pathlib import Path
from typing import Any

import msgspec

MESSAGES = "BENCH_MESSAGES"
"""The environment variable that names a JSON file of messages, sent in turn; none: send nothing."""

SPACING = 0.1


class RawBroadcast:
    def __init__(self) -> None:
        self._sends: dict[object, Any] = {}
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._run_lifespan(receive, send)
        elif scope["type"] == "websocket":
            await self._serve(receive, send)

    async def _run_lifespan(self, receive: Any, send: Any) -> None:
        for word in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{word}.complete"})

    async def _serve(self, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        me = object()
        self._sends[me] = send
        if self._task is None:
            self._task = asyncio.create_task(self._broadcast())
        try:
            while (await receive())["type"] != "websocket.disconnect":
                pass
        finally:
            del self._sends[me]

    async def _broadcast(self) -> None:
        """Sends to whoever is there; one that leaves meanwhile is not worth a word."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        for text in cycle(_read_messages()):
            for send in list(self._sends.values()):
                try:
                    await send({"type": "websocket.send", "text": text})
                except OSError:
                    continue
            due = max(due + SPACING, loop.time())
            await asyncio.sleep(due - loop.time())


def _read_messages() -> list[str]:
    file = os.environ.get(MESSAGES)
    return msgspec.json.decode(Path(file).read_bytes(), type=list[str]) if file else []


application = RawBroadcast()
