"""Who sends a request without an end is told so before it is on the disk."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.support.server import PATIENCE, Server

HEAD = b"POST /watchlists/ HTTP/1.1\r\nHost: localhost\r\n"
CHUNK = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"


def answer(server: Server, head: bytes, body: Iterator[bytes]) -> bytes:
    """The first line of what comes back while this is sent."""
    with socket.create_connection(("localhost", server.port), PATIENCE) as connection:
        connection.sendall(HEAD + head + b"\r\n")
        try:
            for chunk in body:
                connection.sendall(chunk)
        except OSError:
            pass  # it listens no more
        return connection.recv(4096).partition(b"\r\n")[0]


@pytest.mark.parametrize(
    ("head", "chunks"),
    [(b"Content-Length: 200000000\r\n", 0), (b"Transfer-Encoding: chunked\r\n", 300)],
    ids=["says so", "does not say so"],
)
def test_too_much_is_refused(simulated: Server, head: bytes, chunks: int) -> None:
    assert b"413" in answer(simulated, head, iter([CHUNK] * chunks))


def test_what_fits_is_read(simulated: Server) -> None:
    ten = 10 * 1024 * 1024
    head = b"Content-Length: %d\r\n" % ten
    assert b"403" in answer(simulated, head, iter([b"x" * ten])), "there is no CSRF token in it"
