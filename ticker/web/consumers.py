"""The consumer: a websocket from open to close. A subclass decides what it shows."""

from __future__ import annotations

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import msgspec
from django.db import DatabaseError
from msgspec import Struct

from ticker.live import close_codes
from ticker.live.close_codes import Refused
from ticker.live.connection import Connection
from ticker.live.heartbeat import render_farewell
from ticker.live.subscription import Subscription
from ticker.live.wire import PUSH, Wire
from ticker.store.database import one_line
from ticker.web.build import build, split_build
from ticker.web.process import process

MESSAGE_LIMIT = 4096
"""Bytes of a message from a page; htmx sends about 300."""

MESSAGES_PER_SECOND = 50
"""The most messages of a page in a second. Holding down Tab or moving the pointer over all tables
stays below: the page speaks when it rests."""

CLOSE_LIMIT = 2.0
"""Seconds for a page to take its close."""


class Inbound(Struct):
    """A message from a page: it applied everything up to ``seq``; the pointer or the focus entered
    (1) or left (0) a table."""

    seq: int | None = None
    pointer: int | None = None
    focus: int | None = None


class RefusalSignal:
    """Lets the hub close a socket while its consumer waits for the page."""

    def __init__(self) -> None:
        self._refused: Refused | None = None
        self._task = asyncio.current_task()

    def signal(self, refused: Refused) -> None:
        if self._refused is None and self._task is not None:
            self._refused = refused
            self._task.cancel()

    @contextmanager
    def raise_signalled(self) -> Iterator[None]:
        """Raises Refused out of the wait that ``say`` interrupted."""
        try:
            yield
        except asyncio.CancelledError:
            # If something else cancelled the task too, it stays cancelled.
            if self._refused is None or self._task is None or self._task.uncancel():
                raise
            raise self._refused from None


_decoder = msgspec.json.Decoder(Inbound)

logger = logging.getLogger(__name__)


class TickerConsumer(ABC):
    """A plain ASGI application: Channels' consumers pay a thread hop for every message.

    ``page`` is the label of its sockets in the metrics; it is fixed per class, so strangers cannot
    create labels. ``now`` is called every ``spacing`` seconds; never if that is 0.
    """

    page = "other"
    spacing = 0.0

    @abstractmethod
    async def subscribe(self, scope: dict[str, Any]) -> Subscription:
        """The subscription of this address. Raises Refused. The only method that may read the
        database."""

    async def current_subscription(self, connection: Connection) -> Subscription:
        """The subscription of a page that changes while it is open: the same object while nothing
        changes. Raises Refused."""
        raise NotImplementedError

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        refusal = RefusalSignal()
        try:
            _check_build(scope)
            watched = await self._subscribe_or_refuse(scope)
            wire = Wire(send, scope.get("extensions", {}).get(PUSH))
            connected = process.hub.connect(wire, watched, refusal.signal, self.page)
            with refusal.raise_signalled(), connected as connection:
                following = asyncio.ensure_future(self._follow_changes(connection, watched))
                try:
                    await self._listen(connection, receive)
                finally:
                    following.cancel()
        except Refused as refused:
            # Only after the last send: nothing may follow a close.
            await _close_socket(send, refused)

    async def _subscribe_or_refuse(self, scope: dict[str, Any]) -> Subscription:
        """Raises Refused, also while the database is unreadable: the page then reconnects."""
        try:
            return await self.subscribe(scope)
        except DatabaseError as error:
            logger.error("a page waits for the database: %s", one_line(error))
            raise Refused(close_codes.TRY_LATER, "the database cannot be read now") from None

    async def _follow_changes(self, connection: Connection, subscription: Subscription) -> None:
        """After an error the page stays as it is until the next time."""
        current = subscription
        while self.spacing:
            # On multiples of the wall clock: pages next to each other turn together.
            await asyncio.sleep(self.spacing - time.time() % self.spacing)
            try:
                subscription = await self.current_subscription(connection)
                if subscription is not current:
                    process.hub.show(connection, subscription)
                    current = subscription
            except Refused as refused:
                connection.refuse(refused)
                return
            except Exception:
                logger.exception("it could not be told what a page shows now")

    async def _listen(self, connection: Connection, receive: Any) -> None:
        """Until the page goes. Raises Refused."""
        loop, metrics = asyncio.get_running_loop(), process.hub.metrics
        second, count = loop.time(), 0
        while (message := await receive())["type"] == "websocket.receive":
            now = loop.time()
            if now - second >= 1:
                second, count = now, 0
            count += 1
            metrics.messages_received += 1
            data = (
                (message.get("text") or "").encode(errors="replace") or message.get("bytes") or b""
            )
            if len(data) > MESSAGE_LIMIT:
                metrics.refusals["too_big"] += 1
                raise Refused(close_codes.TOO_BIG, "message too big")
            if count > MESSAGES_PER_SECOND:
                metrics.refusals["too_many"] += 1
                raise Refused(close_codes.TOO_MANY, "too many messages")
            _apply_message(connection, data, now)
        metrics.record_page_close(message.get("code", 1005))

    @classmethod
    def as_asgi(cls) -> Any:
        async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
            await cls()(scope, receive, send)

        return application


class UnknownAddressConsumer(TickerConsumer):
    """Any other address."""

    async def subscribe(self, scope: dict[str, Any]) -> Subscription:
        raise Refused(close_codes.NOT_FOUND, "nothing to watch at this address")


def _check_build(scope: dict[str, Any]) -> None:
    """Raises Refused for a page that an earlier deployment drew."""
    named, scope["query_string"] = split_build(scope["query_string"])
    if named and named != build():
        raise Refused(close_codes.REVOKED, "there is a new version")


def _apply_message(connection: Connection, data: bytes, now: float) -> None:
    """Apply a message of the page; anything else is counted and ignored."""
    try:
        inbound = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        process.hub.metrics.refusals["not_understood"] += 1
        return
    if inbound.seq is not None:
        connection.acknowledge(inbound.seq, now)
    for reason in ("pointer", "focus"):
        value = getattr(inbound, reason)
        if value is not None:
            connection.hold_order(reason, bool(value))


async def _close_socket(send: Any, refused: Refused) -> None:
    """A page that takes nothing does not take its close either; the server then ends the socket."""
    process.hub.metrics.record_server_close(refused.code)
    with suppress(TimeoutError, OSError):
        async with asyncio.timeout(CLOSE_LIMIT):
            if refused.code == close_codes.REVOKED:
                await send({"type": "websocket.send", "text": render_farewell()})
            await send({"type": "websocket.close", "code": refused.code, "reason": refused.reason})
