"""uvicorn's websockets as this project runs them: a message is framed once for all sockets, and a
page that reads nothing is cut in the end. Use ``uvicorn --ws ticker.uvicorn_sockets:Sockets``;
uvicorn's own websockets work too."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from ticker.live.wire import PUSH, Message
from ticker.servers.framing import frame_text

CUT_AFTER = 5.0
"""Seconds after its close for a page to take what was still sent."""


class Sockets(WebSocketsSansIOProtocol):
    def push(self, message: Message) -> bool:
        """See ``ticker.live.wire.Push``."""
        if self.is_writing_paused or self.close_sent or self.conn.extensions:
            return False
        self.transport.write(frame_text(message))
        return True

    async def run_asgi(self) -> None:
        extensions: dict[str, Any] = {**(self.scope["extensions"] or {}), PUSH: self.push}
        self.scope["extensions"] = extensions
        await super().run_asgi()
        # uvicorn closes a transport when it is empty; one that nobody reads never is.
        self.loop.call_later(CUT_AFTER, self.transport.abort)

    is_writing_paused = False

    def pause_writing(self) -> None:
        self.is_writing_paused = True
        super().pause_writing()

    def resume_writing(self) -> None:
        self.is_writing_paused = False
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_writing_paused = True
        super().connection_lost(exc)
