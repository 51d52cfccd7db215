"""The consumer: what a socket may say and ask for, and how it is closed when it says too much."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import Mock, call

import pytest
from channels.layers import InMemoryChannelLayer
from django.db import OperationalError

from tests.support.ledger import ASKED
from tests.support.markup import parse
from tests.ticker.live.test_connection import turns
from ticker.live import close_codes
from ticker.live.close_codes import Refused
from ticker.live.connection import Connection
from ticker.live.hub import Hub
from ticker.live.subscription import Subscription, TableSpec
from ticker.rows.rows import Layout
from ticker.web.build import build
from ticker.web.consumers import (
    MESSAGE_LIMIT,
    MESSAGES_PER_SECOND,
    TickerConsumer,
    UnknownAddressConsumer,
)

VIEW = TableSpec(
    layout=Layout(table="board", columns=("symbol", "last")),
    key="one",
    select=lambda mirror: ["XNYS:IBM"],
)


class OneRow(TickerConsumer):
    async def subscribe(self, scope: dict[str, Any]) -> Subscription:
        if scope["query_string"]:
            raise Refused(close_codes.BAD_REQUEST, "no such choice")
        return Subscription([VIEW], 10)


class Turning(OneRow):
    """Turns to what the test puts there; a Refused, or what is wrong with it, it raises."""

    spacing = 0.01
    shown: Subscription | Exception = Subscription([VIEW], 10)

    async def subscribe(self, scope: dict[str, Any]) -> Subscription:
        return Subscription([VIEW], 10)

    async def current_subscription(self, connection: Connection) -> Subscription:
        if isinstance(self.shown, Exception):
            raise self.shown
        return self.shown


def staged(name: str) -> Subscription:
    return Subscription([], 10, content=lambda: f'<main hx-swap-oob="true" id="{name}"></main>')


class Socket:
    """A page's side of an ASGI websocket."""

    def __init__(self, application: Any, query: bytes) -> None:
        self.said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.said.put_nowait({"type": "websocket.connect"})
        scope = {"type": "websocket", "path": "/", "query_string": query}
        self.run = asyncio.ensure_future(application(scope, self.said.get, self.heard.put))

    def say(self, said: str | bytes | None) -> None:
        kind = "text" if isinstance(said, str) else "bytes"
        self.said.put_nowait({"type": "websocket.receive", kind: said})

    async def hear(self) -> str:
        """The ids in the next message, or how the socket was closed."""
        heard = asyncio.ensure_future(self.heard.get())
        await asyncio.wait([heard, self.run], return_when=asyncio.FIRST_COMPLETED)
        if not heard.done() and self.heard.empty():
            self.run.result()
            pytest.fail("the consumer has ended without a word")
        message = await heard
        if message["type"] == "websocket.send":
            return " ".join(each.get("id", "?") for each in parse(message["text"]))
        if message["type"] == "websocket.close":
            return f"{message['code']} {message['reason']}"
        return str(message["type"])


@asynccontextmanager
async def opened(application: Any, query: bytes = b"", code: int = 1001) -> AsyncIterator[Socket]:
    """In the end the page goes, with this code, and the consumer must end with it."""
    socket = Socket(application, query)
    assert await socket.hear() == "websocket.accept"
    yield socket
    socket.said.put_nowait({"type": "websocket.disconnect", "code": code})
    await socket.run


HEARTBEAT = "state clock pulse watchdog proof-even ack"


@pytest.fixture(autouse=True)
async def rounds(live_hub: Hub) -> AsyncIterator[None]:
    run = asyncio.create_task(live_hub.run(InMemoryChannelLayer()))
    yield
    run.cancel()
    await asyncio.wait([run])


async def test_a_socket_gets_its_table_and_is_forgotten_when_it_goes(live_hub: Hub) -> None:
    async with opened(OneRow.as_asgi()) as socket:
        assert [await socket.hear(), await socket.hear()] == ["rows-board", HEARTBEAT]
        assert len(live_hub.connections) == 1
    assert not live_hub.connections


async def test_an_unknown_address_is_closed_for_good(live_hub: Hub) -> None:
    async with opened(UnknownAddressConsumer.as_asgi()) as socket:
        assert await socket.hear() == "4004 nothing to watch at this address"
    assert live_hub.metrics.sockets_closed["server", "4004"] == 1


async def test_a_parameter_that_cannot_be_read_is_closed_with_the_reason(live_hub: Hub) -> None:
    async with opened(OneRow.as_asgi(), b"rate=7") as socket:
        assert await socket.hear() == "4005 no such choice"
    assert not live_hub.connections


async def test_while_the_database_cannot_be_read_a_page_is_told_to_come_back(
    live_hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    class Unread(OneRow):
        async def subscribe(self, scope: dict[str, Any]) -> Subscription:
            raise OperationalError("no such\ntable")

    async with opened(Unread.as_asgi()) as socket:
        assert await socket.hear() == "4013 the database cannot be read now"
    assert not live_hub.connections
    assert caplog.messages == ["a page waits for the database: no such table"]


@pytest.mark.parametrize(
    "said",
    [
        " " * (MESSAGE_LIMIT + 1),
        "é" * (MESSAGE_LIMIT // 2 + 1),
        b" " * (MESSAGE_LIMIT + 1),
    ],
)
async def test_a_message_over_the_limit_closes_and_nothing_is_sent_after(
    live_hub: Hub, said: str | bytes
) -> None:
    async with opened(OneRow.as_asgi()) as socket:
        await socket.hear()
        socket.say(said)
        assert await socket.hear() == HEARTBEAT
        assert await socket.hear() == f"{close_codes.TOO_BIG} message too big"
        assert not live_hub.connections
        assert socket.heard.empty()
        assert live_hub.metrics.refusals["too_big"] == 1


async def test_a_flood_closes_and_a_new_second_forgives(
    live_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.get_running_loop()
    async with opened(OneRow.as_asgi()) as socket:
        assert [await socket.hear(), await socket.hear()] == ["rows-board", HEARTBEAT]
        now = loop.time() + 1.5
        monkeypatch.setattr(loop, "time", lambda: now)
        for _ in range(2):
            for _ in range(MESSAGES_PER_SECOND):
                socket.say('{"pointer":1}')
            await turns()
            assert len(live_hub.connections) == 1
            now += 1.5
        now -= 1.5
        socket.say('{"pointer":1}')
        while (heard := await socket.hear()).startswith(("state", "pulse", "ack")):
            pass
        assert heard == "4008 too many messages"
    assert live_hub.metrics.refusals["too_many"] == 1
    assert live_hub.metrics.messages_received == 2 * MESSAGES_PER_SECOND + 1


@pytest.mark.parametrize(
    "said",
    [
        "",
        "nonsense",
        "null",
        "[1,2]",
        '{"pointer":"1"}',
        '{"pointer":1e400}',
        '{"order":["' + "x" * 500 + '"]}',
        '{"x":' + "[" * 4000,
        b"\xff\xfe",
        None,
    ],
)
async def test_what_means_nothing_is_ignored(live_hub: Hub, said: str | bytes | None) -> None:
    async with opened(OneRow.as_asgi()) as socket:
        socket.say(said)
        socket.say(" " * (MESSAGE_LIMIT + 1))
        while (heard := await socket.hear()) in ("rows-board", HEARTBEAT):
            pass
        assert heard == f"{close_codes.TOO_BIG} message too big"


@pytest.mark.parametrize("way", ["text", "bytes"])
async def test_the_pointer_and_the_focus_hold_the_order(
    live_hub: Hub, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    hold = Mock()
    monkeypatch.setattr(Connection, "hold_order", hold)
    async with opened(OneRow.as_asgi()) as socket:
        for said in ('{"pointer":1,"HEADERS":{"HX-Request":"true"}}', '{"focus":0,"pointer":0}'):
            socket.say(said if way == "text" else said.encode())
    assert hold.mock_calls == [call("pointer", True), call("pointer", False), call("focus", False)]


@pytest.mark.parametrize(("code", "counted"), [(1001, "1001"), (1006, "1006"), (4711, "other")])
async def test_how_pages_go_is_counted_whatever_code_they_make_up(
    live_hub: Hub, code: int, counted: str
) -> None:
    known = set(live_hub.metrics.sockets_closed)
    async with opened(OneRow.as_asgi(), code=code) as socket:
        assert await socket.hear() == "rows-board"
        assert live_hub.metrics.connections == {"other": 1}
    assert live_hub.metrics.connections == {"other": 0}
    assert (
        live_hub.metrics.sockets_closed["page", counted]
        == live_hub.metrics.sockets_closed.total()
        == 1
    )
    assert set(live_hub.metrics.sockets_closed) == known


async def hear(socket: Socket, ids: str) -> None:
    """Until this comes; as a page does that keeps up, it answers what is asked meanwhile."""
    heard = ""
    while heard != ids:
        message = await socket.heard.get()
        heard = " ".join(each.get("id", "?") for each in parse(message["text"]))
        if asked := ASKED.search(message["text"]):
            socket.say(f'{{"seq":{asked[1]}}}')


async def test_a_page_turns_by_itself(live_hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(Turning.as_asgi()) as socket:
        await hear(socket, HEARTBEAT)
        for name in ("first", "second"):
            monkeypatch.setattr(Turning, "shown", staged(name))
            await hear(socket, name)


async def test_a_page_that_cannot_be_told_what_to_show_stays_as_it_is(
    live_hub: Hub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(Turning.as_asgi()) as socket:
        await hear(socket, HEARTBEAT)
        monkeypatch.setattr(Turning, "shown", ValueError("broken"))
        await hear(socket, HEARTBEAT.replace("even", "odd"))
        assert "broken" in caplog.text
        monkeypatch.setattr(Turning, "shown", staged("mended"))
        await hear(socket, "mended")


async def test_a_page_that_may_not_be_shown_any_more_is_closed(
    live_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(Turning.as_asgi()) as socket:
        await hear(socket, HEARTBEAT)
        monkeypatch.setattr(Turning, "shown", Refused(close_codes.REVOKED, "over"))
        await hear(socket, "watchdog")
        assert await socket.hear() == "4001 over"
    assert not live_hub.connections


async def test_a_page_of_an_earlier_build_is_told_to_load_itself(live_hub: Hub) -> None:
    async with opened(OneRow.as_asgi(), b"build=0123456789ab") as socket:
        assert await socket.hear() == "watchdog"
        assert await socket.hear() == "4001 there is a new version"
    assert not live_hub.connections


async def test_one_of_this_build_is_shown_what_its_address_says(live_hub: Hub) -> None:
    async with opened(OneRow.as_asgi(), f"build={build()}".encode()) as socket:
        assert await socket.hear() == "rows-board"
    async with opened(OneRow.as_asgi(), f"rate=7&build={build()}".encode()) as socket:
        assert await socket.hear() == "4005 no such choice"
