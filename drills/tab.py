"""A tab: a page without a browser, whose socket is kept open as htmx keeps the product's."""

from __future__ import annotations

import asyncio
import json
import random
import re
from functools import cache
from pathlib import Path

import msgspec
import picows
from msgspec import Struct
from picows import WSFrame, WSMsgType, WSTransport

from benchmarks.viewer import Viewer
from benchmarks.wire import Counters
from drills.display import Display

CONFIG = re.compile(r'name="htmx-config" content=\'([^\']*)\'')
ABNORMAL_CLOSURE = 1006
"""What a browser calls the end of a socket that nobody closed, or that never opened."""

JITTER = 0.3
"""htmx's own: the share by which a delay is longer or shorter."""


class Reconnection(Struct, rename="camel"):
    """What the product's pages tell htmx. Delays in milliseconds."""

    reconnect_codes: list[int]
    reconnect_delay: int
    reconnect_max_delay: int

    def delay(self, attempt: int) -> float:
        """Seconds before the attempt of this number, from 1."""
        plain: float = min(self.reconnect_delay * 2 ** (attempt - 1), self.reconnect_max_delay)
        return plain / 1000 * (1 + random.uniform(-JITTER, JITTER))  # noqa: S311 - no secret


@cache
def read_reconnection() -> Reconnection:
    found = CONFIG.search(Path("templates/base.html").read_text(encoding="utf-8"))
    assert found is not None
    return msgspec.convert(json.loads(found[1])["ws"], Reconnection)


class Tab:
    """``codes`` are those with which its sockets were closed."""

    def __init__(self, address: str, origin: str) -> None:
        self.display = Display()
        self.close_codes: list[int] = []
        self._address, self._origin = address, origin
        self._attempt = 0

    async def run(self) -> None:
        """Until cancelled, or until it was closed with a code on which no page comes back."""
        while True:
            self.close_codes.append(await self._session())
            if self.close_codes[-1] not in read_reconnection().reconnect_codes:
                return
            self._attempt += 1
            await asyncio.sleep(read_reconnection().delay(self._attempt))

    async def _session(self) -> int:
        """The code with which one socket ended."""
        socket = TabSocket(Counters(), self._origin, self.display)
        try:
            transport, _ = await picows.ws_connect(
                lambda: socket, self._address, extra_headers={"Origin": self._origin}
            )
        except (OSError, TimeoutError, picows.WSError):
            return ABNORMAL_CLOSURE
        self._attempt = 0
        try:
            await transport.wait_disconnected()
        finally:
            transport.disconnect(graceful=False)
        return socket.close_code


class TabSocket(Viewer):
    """A viewer that knows the code with which it was closed."""

    close_code = ABNORMAL_CLOSURE

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            self.close_code = int(frame.get_close_code().value)
        super().on_ws_frame(transport, frame)
