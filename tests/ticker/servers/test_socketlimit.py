"""The limit to a process's sockets: exact whatever ends one, and a page too many may come back."""

from __future__ import annotations

import asyncio
import contextlib
import resource
from typing import Any

import pytest

from tests.ticker.web.test_consumers import Socket
from ticker.live.close_codes import TRY_LATER
from ticker.servers import descriptors
from ticker.servers.socketlimit import WAITING_LIMIT, SocketLimit

TOO_MANY = f"{TRY_LATER} too many pages are open here"

pytestmark = pytest.mark.usefixtures("live_hub")  # what is refused is counted there


async def until_gone(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Fails when the page says so."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        if message.get("text") == "fail":
            raise ZeroDivisionError


def leave(socket: Socket) -> asyncio.Future[None]:
    socket.said.put_nowait({"type": "websocket.disconnect", "code": 1001})
    run: asyncio.Future[None] = socket.run
    return run


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> SocketLimit:
    """Two sockets, and no pause for any more."""
    monkeypatch.setattr("ticker.servers.socketlimit.PAUSE", 0)
    return SocketLimit(until_gone, 2)


async def test_one_too_many_is_told_to_come_back_and_then_finds_room(limit: SocketLimit) -> None:
    first, second = Socket(limit, b""), Socket(limit, b"")
    assert [await first.hear(), await second.hear()] == ["websocket.accept"] * 2
    third = Socket(limit, b"")
    assert [await third.hear(), await third.hear()] == ["websocket.accept", TOO_MANY]
    await third.run
    await leave(first)
    assert limit.open_count == 1
    fourth = Socket(limit, b"")
    assert await fourth.hear() == "websocket.accept"
    assert limit.open_count == 2
    await asyncio.gather(leave(second), leave(fourth))
    assert (limit.open_count, limit.waiting_count) == (0, 0)


@pytest.mark.parametrize("way", ["crash", "cancelled"])
async def test_one_that_ends_badly_is_no_longer_counted(limit: SocketLimit, way: str) -> None:
    for _ in range(3):
        socket = Socket(limit, b"")
        assert await socket.hear() == "websocket.accept"
        assert limit.open_count == 1
        if way == "crash":
            socket.say("fail")
        else:
            socket.run.cancel()
        with contextlib.suppress(asyncio.CancelledError, ZeroDivisionError):
            await socket.run
        assert limit.open_count == 0


async def test_of_those_that_wait_to_be_told_there_are_not_too_many_either(
    limit: SocketLimit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ticker.servers.socketlimit.PAUSE", 1000)
    limit.limit = 0
    waiting = [Socket(limit, b"") for _ in range(WAITING_LIMIT)]
    for each in waiting:
        assert await each.hear() == "websocket.accept"
    more = Socket(limit, b"")
    await more.run
    assert more.heard.get_nowait() == {"type": "websocket.close"}
    waiting[0].say("anything")
    await asyncio.gather(*(leave(each) for each in waiting))
    assert limit.waiting_count == 0
    assert all(each.heard.empty() for each in waiting), "nothing is sent to who has gone"


@pytest.mark.parametrize(
    ("wanted", "soft", "hard", "allowed", "raised"),
    [
        (100, 1024, 4096, 100, None),
        (2000, 1024, 4096, 2000, 2200),
        (9000, 1024, 4096, 3896, 4096),
        (9000, 1024, resource.RLIM_INFINITY, 9000, 9200),
        (9000, resource.RLIM_INFINITY, resource.RLIM_INFINITY, 9000, None),
        (9000, 64, 64, 1, 64),
    ],
)
def test_the_limit_of_open_files_is_raised_or_heeded(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    wanted: int,
    soft: int,
    hard: int,
    allowed: int,
    raised: int | None,
) -> None:
    changes = []
    monkeypatch.setattr(resource, "getrlimit", lambda which: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda which, limits: changes.append(limits))
    assert descriptors.allowed_sockets(wanted) == allowed
    assert changes == ([] if raised is None else [(raised, hard)])
    assert [f"at most {allowed} websockets" in each for each in caplog.messages] == (
        [] if allowed == wanted else [True]
    )
