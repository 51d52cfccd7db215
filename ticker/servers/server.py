"""Daphne as this project runs it: the live tasks start and stop with the server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

from autobahn.exception import Disconnected
from channels.routing import get_default_application
from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from twisted.internet import defer, reactor
from twisted.internet.base import ReactorBase
from twisted.python.failure import Failure

from ticker.feeds.base import Feed
from ticker.ingest.body import BODY
from ticker.live.close_codes import TOO_BIG, TOO_MANY
from ticker.live.wire import PUSH, Message
from ticker.servers.daphne_requests import limit_requests
from ticker.servers.daphne_sockets import push
from ticker.web.process import process

NEVER = -1

READ_SIZE = 1024
"""Bytes read from a socket before its consumer runs. A page's message has about 300; Twisted's
default of 64 KiB holds 3,000 messages of a flood."""


class LiveServer(Server):
    """Calls ``on_ready`` when it listens and the live tasks run. ``problem`` says why it could not
    listen."""

    problem = ""

    def __init__(
        self, application: Any, feeds: Sequence[Feed], on_ready: Callable[[], None], **options: Any
    ) -> None:
        self._feeds, self._on_ready = feeds, on_ready
        super().__init__(
            application,
            ready_callable=self._start,
            # By default a socket is closed after a day, which would blank a wall.
            websocket_timeout=NEVER,
            server_name="stock_ticker",
            **options,
        )

    def _start(self) -> None:
        def start() -> None:
            process.start(self._feeds)
            self._on_ready()

        limit_requests(self.http_factory)
        asyncio.get_event_loop().call_soon(start)
        cast(ReactorBase, reactor).addSystemEventTrigger("before", "shutdown", _stop_process)

    def stop_from_thread(self) -> None:
        cast(ReactorBase, reactor).callFromThread(self.stop)

    def listen_error(self, failure: Failure) -> None:
        cause = getattr(failure.value, "socketError", failure.value)
        self.problem = getattr(cause, "strerror", None) or failure.getErrorMessage()
        self.stop()

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if scope["type"] == "websocket":
            scope["extensions"] = {PUSH: partial(push, protocol)}
        elif protocol.incoming_body is not None:
            scope["extensions"] = {BODY: protocol.incoming_body.receive}
        return super().create_application(protocol, scope)

    async def handle_reply(self, protocol: Any, message: Message) -> None:
        """Raises OSError for a page that is going, as ASGI demands; Daphne passes on autobahn's
        error."""
        try:
            await super().handle_reply(protocol, message)
        except Disconnected as error:
            raise OSError(str(error)) from None
        # Daphne queues all it reads: read little at a time, and nothing of a flood.
        if message["type"] == "websocket.accept":
            protocol.transport.bufferSize = READ_SIZE
        elif message.get("code") in (TOO_MANY, TOO_BIG):
            protocol.transport.pauseProducing()


def serve(host: str, port: int, feeds: Sequence[Feed], on_ready: Callable[[], None]) -> str:
    """Serve until a signal comes. Returns why it could not, or ""."""
    server = LiveServer(
        get_default_application(),
        feeds,
        on_ready,
        endpoints=build_endpoint_description_strings(host=host, port=port),
    )
    server.run()
    return server.problem


def _stop_process() -> defer.Deferred[None]:
    return defer.Deferred.fromFuture(asyncio.ensure_future(process.stop()))
