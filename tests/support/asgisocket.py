"""A websocket as an ASGI server has it: what the application sends, and how the page goes away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple


class SentMessage(NamedTuple):
    at: float
    text: str


class SeqAnswer(NamedTuple):
    at: float
    seq: int


class AsgiSocket:
    """``log`` has what was sent and what was answered, in the order in which the application did
    and heard it; ``arrived`` what has come to the browser, and in which epoch it was sent. While it
    is not ``taking``, a send does not come back."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        application: Any,
        path: str,
        epoch: Callable[[], int],
    ) -> None:
        self._loop, self._epoch = loop, epoch
        self._inbound: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.log: list[SentMessage | SeqAnswer] = []
        self.arrived: list[tuple[str, int]] = []
        self.accepting = asyncio.Event()
        self.accepting.set()
        self.code: int | None = None
        self._is_gone = self._is_silent = False
        self._inbound.put_nowait({"type": "websocket.connect"})
        scope = {"type": "websocket", "path": path, "query_string": b""}
        self.task = loop.create_task(application(scope, self._receive, self._send))

    def send_text(self, text: str, seq: int = 0) -> None:
        if not self._is_gone:
            self._inbound.put_nowait({"type": "websocket.receive", "text": text, "seq": seq})

    def leave(self, is_silent: bool) -> None:
        """The page goes. Some servers then raise in a send, some never say a word."""
        self._is_gone, self._is_silent = True, is_silent
        if not is_silent:
            self.accepting.set()
        self._inbound.put_nowait({"type": "websocket.disconnect", "code": 1006})

    async def _receive(self) -> dict[str, Any]:
        message = await self._inbound.get()
        if seq := message.pop("seq", 0):
            self.log.append(SeqAnswer(self._loop.time(), seq))
        return message

    async def _send(self, message: dict[str, Any]) -> None:
        assert self.code is None, f"sent after the close: {message}"
        if message["type"] == "websocket.close":
            self.code = message["code"]
        elif message["type"] == "websocket.send":
            epoch = self._epoch()
            self.log.append(SentMessage(self._loop.time(), message["text"]))
            await self.accepting.wait()
            if self._is_gone and not self._is_silent:
                raise ConnectionResetError("the page has gone")
            self.arrived.append((message["text"], epoch))
