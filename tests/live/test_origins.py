"""Who may open a websocket, and where there is one."""

from __future__ import annotations

from contextlib import suppress
from socket import SHUT_RDWR

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.support.server import PATIENCE, Server
from tests.support.stage import open_socket, receive

DESK = "/ws/ticker/desk/"
BAD = (
    None,
    "null",
    "http://localhost",
    "http://localhost:1",
    "http://localhost:{port}.example.org",
    "http://example.org:{port}",
    "http://localhost.example.org:{port}",
    "https://localhost:{port}",
    "ws://localhost:{port}",
    "http://localhost:port",
    "http://localhost:99999",
    "http://user@example.org:{port}",
    "localhost:{port}",
    "http://[::1",
    "",
)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_our_own_pages_may(simulated: Server, host: str) -> None:
    with open_socket(simulated, DESK, f"http://{host}:{simulated.port}") as socket:
        assert "<" in receive(socket)


@pytest.mark.parametrize("origin", BAD)
def test_nobody_else_may(simulated: Server, origin: str | None) -> None:
    given = None if origin is None else Origin(origin.format(port=simulated.port))
    with (
        pytest.raises(InvalidStatus) as answered,
        connect(f"ws://localhost:{simulated.port}{DESK}", origin=given, open_timeout=PATIENCE),
    ):
        pass
    # Daphne itself answers 400 where it is no origin at all.
    assert answered.value.response.status_code in {400, 403}


def closed_with(socket: ClientConnection) -> int:
    with suppress(ConnectionClosed):
        while True:
            receive(socket)
    assert socket.close_code is not None
    return socket.close_code


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/", 4004),
        ("/ws/", 4004),
        ("/ws/ticker/", 4004),
        ("/ws/ticker/desk", 4004),
        ("/ws/ticker/boards/nothing/", 4004),
        ("/ws/ticker/boards/%3Cb%3E/", 4004),
        ("/ws/ticker/boards/all/?sort=bogus", 4005),
        ("/ws/ticker/boards/all/?columns=x", 4005),
        ("/ws/ticker/boards/all/?time_zone=Mars/Olympus", 4005),
        ("/ws/ticker/boards/all/?page=0", 4005),
        ("/ws/ticker/boards/all/?page=one", 4005),
        ("/ws/ticker/boards/all/?rate=1000", 4005),
        ("/ws/ticker/boards/all/?unknown=1", 4005),
        ("/ws/ticker/desk/?board=nothing", 4005),
        ("/ws/ticker/search/?q=" + "x" * 41, 4005),
    ],
)
def test_an_address_that_cannot_be_watched_closes(simulated: Server, path: str, code: int) -> None:
    with open_socket(simulated, path) as socket:
        assert closed_with(socket) == code


def test_a_flood_closes(simulated: Server) -> None:
    with open_socket(simulated, DESK) as socket:
        for _ in range(100):
            socket.send('{"pointer":1}')
        assert closed_with(socket) == 4008


@pytest.mark.parametrize("said", ["x" * 4097, b"x" * 4097, "{" * 100_000])
def test_a_message_that_is_too_big_closes(simulated: Server, said: str | bytes) -> None:
    with open_socket(simulated, DESK) as socket:
        socket.send(said)
        assert closed_with(socket) == 4009


@pytest.mark.parametrize(
    "said",
    ["", "{", "[]", "null", '{"pointer":"in"}', '{"seq":-1,"else":{}}', b"\xff\x00", "é" * 2000],
)
def test_what_means_nothing_is_ignored(simulated: Server, said: str | bytes) -> None:
    with open_socket(simulated, DESK) as socket:
        socket.send(said)
        for _ in range(5):
            assert "<" in receive(socket)


def test_closing_and_coming_leaves_no_trace_in_the_log(simulated: Server) -> None:
    before = len(simulated.log)
    for _ in range(20):
        with open_socket(simulated, DESK) as socket:
            receive(socket)
        with open_socket(simulated, DESK) as rude:
            rude.socket.shutdown(SHUT_RDWR)
    assert simulated.log[before:] == ""
