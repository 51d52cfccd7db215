"""The consumer: what a socket may say and ask for, and how it is closed when it says too much."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.markup import parse
from ticker import close_codes
from ticker.consumers import (
    MESSAGE_LIMIT,
    MESSAGES_PER_SECOND,
    Nowhere,
    Refused,
    TickerConsumer,
    Watched,
)
from ticker.hub import Hub
from ticker.rows import Layout
from ticker.view import View

VIEW = View(
    layout=Layout(table="board", columns=("symbol", "last")),
    key="one",
    select=lambda mirror: ["XNYS:IBM"],
)


class OneRow(TickerConsumer):
    async def watched(self, scope: dict[str, Any]) -> Watched:
        if scope["query_string"]:
            raise Refused(close_codes.BAD_REQUEST, "no such choice")
        return Watched([VIEW], 10)


class Socket:
    """A page's side of an ASGI websocket."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.said.put_nowait({"type": "websocket.connect"})

    def say(self, text: str | None = None, data: bytes | None = None) -> None:
        self.said.put_nowait({"type": "websocket.receive", "text": text, "bytes": data})

    async def hear(self) -> str:
        """The ids in the next message, or how the socket was closed."""
        message = await self.heard.get()
        if message["type"] == "websocket.send":
            return " ".join(each.get("id", "?") for each in parse(message["text"]))
        if message["type"] == "websocket.close":
            return f"{message['code']} {message['reason']}"
        return str(message["type"])


@asynccontextmanager
async def opened(application: Any, query: bytes = b"") -> AsyncIterator[Socket]:
    """In the end the page goes, and the consumer must end with it."""
    socket = Socket()
    scope = {"type": "websocket", "path": "/", "query_string": query}
    run = asyncio.ensure_future(application(scope, socket.said.get, socket.heard.put))
    assert await socket.hear() == "websocket.accept"
    yield socket
    socket.said.put_nowait({"type": "websocket.disconnect", "code": 1001})
    await run


HEARTBEAT = "state clock pulse watchdog"


async def test_a_socket_gets_its_table_and_is_forgotten_when_it_goes(live_hub: Hub) -> None:
    async with opened(OneRow.as_asgi()) as socket:
        assert [await socket.hear(), await socket.hear()] == ["rows-board", HEARTBEAT]
        assert len(live_hub.connections) == 1
    assert live_hub.connections == set()


async def test_an_unknown_address_is_closed_for_good() -> None:
    async with opened(Nowhere.as_asgi()) as socket:
        assert await socket.hear() == "4004 nothing to watch at this address"


async def test_a_parameter_that_cannot_be_read_is_closed_with_the_reason(live_hub: Hub) -> None:
    async with opened(OneRow.as_asgi(), b"rate=7") as socket:
        assert await socket.hear() == "4005 no such choice"
    assert live_hub.connections == set()


@pytest.mark.parametrize(
    "said",
    [
        {"text": " " * (MESSAGE_LIMIT + 1)},
        {"text": "é" * (MESSAGE_LIMIT // 2 + 1)},
        {"data": b" " * (MESSAGE_LIMIT + 1)},
    ],
)
async def test_a_message_over_the_limit_closes_and_nothing_is_sent_after(
    live_hub: Hub, said: dict[str, Any]
) -> None:
    async with opened(OneRow.as_asgi()) as socket:
        await socket.hear()
        socket.say(**said)
        assert await socket.hear() == HEARTBEAT
        assert await socket.hear() == f"{close_codes.TOO_BIG} message too big"
        assert live_hub.connections == set()
        assert socket.heard.empty()


async def test_a_flood_closes(live_hub: Hub) -> None:
    async with opened(OneRow.as_asgi()) as socket:
        for _ in range(MESSAGES_PER_SECOND):
            socket.say('{"pointer":1}')
        assert [await socket.hear(), await socket.hear()] == ["rows-board", HEARTBEAT]
        await asyncio.sleep(0)
        assert socket.heard.empty()
        socket.say('{"pointer":1}')
        assert await socket.hear() == "4008 too many messages"


@pytest.mark.parametrize(
    "said",
    [
        {"text": ""},
        {"text": "nonsense"},
        {"text": "null"},
        {"text": "[1,2]"},
        {"text": '{"pointer":"1"}'},
        {"text": '{"pointer":1e400}'},
        {"text": '{"order":["' + "x" * 500 + '"]}'},
        {"text": '{"x":' + "[" * 4000},
        {"text": "\ud800"},
        {"data": b"\xff\xfe"},
        {},
    ],
)
async def test_what_means_nothing_is_ignored(live_hub: Hub, said: dict[str, Any]) -> None:
    async with opened(OneRow.as_asgi()) as socket:
        socket.say(**said)
        socket.say(" " * (MESSAGE_LIMIT + 1))
        while (heard := await socket.hear()) in ("rows-board", HEARTBEAT):
            pass
        assert heard == f"{close_codes.TOO_BIG} message too big"


@pytest.mark.parametrize("way", ["text", "data"])
async def test_the_pointer_and_the_focus_hold_the_order(live_hub: Hub, way: str) -> None:
    async with opened(OneRow.as_asgi()) as socket:
        await socket.hear()
        (connection,) = live_hub.connections
        for said, held in [
            ('{"pointer":1,"HEADERS":{"HX-Request":"true"}}', {"pointer"}),
            ('{"focus":1}', {"pointer", "focus"}),
            ('{"pointer":0}', {"focus"}),
            ('{"focus":0}', set()),
        ]:
            socket.say(**{way: said if way == "text" else said.encode()})
            await asyncio.sleep(0)
            assert connection._holds == held
