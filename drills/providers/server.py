"""A provider's server, played on loopback: websockets and what else is asked, on one port."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any, TypeVar

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

Answer = TypeVar("Answer")

PATIENCE = 60.0
"""Seconds for what somebody is to do."""


class ProviderServer(ABC):
    """In a thread of its own. Of several ``connections`` the newest is spoken to; ``refusal`` is
    what a handshake is answered, and ``refused_handshakes`` counts those."""

    refusal: HTTPStatus | None = None
    refused_handshakes = 0

    def __init__(self) -> None:
        self.connections: list[ServerConnection] = []
        self._accepted: list[ServerConnection] = []
        self._condition = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = self.run(self._serve())
        port = next(iter(self._server.sockets)).getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    async def _serve(self) -> Any:
        return await serve(
            self.handle, "127.0.0.1", 0, process_request=self._process_request, ping_interval=None
        )

    def _process_request(self, connection: ServerConnection, request: Request) -> Response | None:
        self._accepted.append(connection)
        answer = self.respond(request)
        self.refused_handshakes += self.refusal is not None and answer is not None
        return answer

    @abstractmethod
    def wait_for(self, subscriptions: int) -> object:
        """Until so many have been asked for, by all connections."""

    @abstractmethod
    def respond(self, request: Request) -> Response | None:
        """What is answered, a handshake too; None lets that go on."""

    @abstractmethod
    async def handle(self, connection: ServerConnection) -> None:
        """From the handshake to the end. Whoever is to be spoken to is added to connections."""

    def run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def wait_until(self, is_so: Callable[[], bool]) -> bool:
        """Looks again whenever ``tell`` is called."""
        with self._condition:
            return self._condition.wait_for(is_so, PATIENCE)

    def notify(self, change: Callable[[], object]) -> None:
        with self._condition:
            change()
            self._condition.notify_all()

    def send(self, *frames: bytes | str) -> None:
        """As they are."""
        self.run(self._send(frames))

    async def _send(self, frames: tuple[bytes | str, ...]) -> None:
        for each in frames:
            await self.connections[-1].send(each)

    def close_connection(self) -> None:
        """Closes the connection as it should be."""
        self.run(self.connections[-1].close())

    def abort(self) -> None:
        """Cuts the connection."""
        self._loop.call_soon_threadsafe(self.connections[-1].transport.abort)

    def freeze(self) -> None:
        """Neither speaks nor listens any more, nor answers a ping; the connection stays."""
        transport = self.connections[-1].transport
        assert isinstance(transport, asyncio.Transport)
        self._loop.call_soon_threadsafe(transport.pause_reading)

    def cut_all(self) -> None:
        for each in self._accepted:
            self._loop.call_soon_threadsafe(each.transport.abort)
        self.connections, self._accepted = [], []

    def close(self) -> None:
        self.cut_all()
        self.run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        await self._server.wait_closed()


def response(status: HTTPStatus, text: str = "", **more: str) -> Response:
    """With these headers too; without a ``text`` it is the status in words."""
    body = (text or status.phrase).encode()
    headers = Headers({"Content-Type": "application/json", "Content-Length": str(len(body))})
    headers.update(more)
    return Response(status, status.phrase, headers, body)


def closing_response(status: HTTPStatus, text: str = "") -> Response:
    """No other follows on its connection."""
    return response(status, text, Connection="close")
