"""What a proxy in front may say of a browser's way here, and that a stranger may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.support.server import PATIENCE, Server
from tests.support.stage import open_socket, receive

LOGIN = "/accounts/login/"
WALL = "https://wall.example"


@pytest.fixture(scope="module")
def behind(var_dir: Path) -> Iterator[Server]:
    """A server that is told of a proxy which ends TLS."""
    server = Server(
        var_dir,
        "simulated://?instruments=30&rate=50",
        BEHIND_PROXY="1",
        ALLOWED_HOSTS="wall.example",
        ORIGINS=WALL,
    )
    yield server
    server.stop()


def csrf_cookie(server: Server, **headers: str) -> str:
    answer = server.get(LOGIN, **headers)
    assert answer.status == 200
    cookie: str = answer.headers["Set-Cookie"]
    assert cookie.startswith("csrftoken=")
    return cookie


def sign_in(server: Server, **headers: str) -> int:
    """The status of a form that is sent with these headers; 200 shows it again with its errors."""
    token = re.search(r"csrftoken=(\w+)", csrf_cookie(server, Host=headers["Host"]))
    assert token
    connection = HTTPConnection("localhost", server.port, timeout=PATIENCE)
    form = f"username=x&password=y&csrfmiddlewaretoken={token[1]}"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        cookie = {"Cookie": f"csrftoken={token[1]}"}
        connection.request("POST", LOGIN, form, {**kind, **cookie, **headers})
        return connection.getresponse().status
    finally:
        connection.close()


def test_cookies_are_secure_where_all_origins_are(behind: Server, simulated: Server) -> None:
    assert "; Secure" in csrf_cookie(behind, Host="wall.example")
    assert "; Secure" not in csrf_cookie(simulated, Host="localhost")


def test_a_strangers_header_means_nothing(simulated: Server) -> None:
    host, here = f"localhost:{simulated.port}", simulated.origin
    claims = {"Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-Host": "wall.example"}
    # Over https a form must say where it comes from, and its scheme must be that of the request.
    assert sign_in(simulated, **claims) == 200
    assert sign_in(simulated, **claims, Origin=here) == 200
    assert sign_in(simulated, **claims, Origin=f"https://{host}") == 403
    assert "; Secure" not in csrf_cookie(simulated, **claims)


def test_behind_a_proxy_its_word_counts(behind: Server) -> None:
    claims = {"Host": "wall.example", "X-Forwarded-Proto": "https"}
    assert sign_in(behind, **claims) == 403
    assert sign_in(behind, **claims, Origin=WALL) == 200
    assert sign_in(behind, **claims, Origin="https://evil.example") == 403


def test_pages_of_the_proxys_address_may_open_sockets(behind: Server) -> None:
    with open_socket(behind, "/ws/ticker/desk/", WALL) as socket:
        assert "<" in receive(socket)
