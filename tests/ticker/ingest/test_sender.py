"""The sender against a server that answers as it is told to: it waits, goes on, or says why not."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from ticker.feeds import backoff
from ticker.ingest.sender import MOST_ATTEMPTS, Sender, SendError

LINES = [b"one\n", b"two\n", b"three\n"]


class Scripted(ThreadingHTTPServer):
    """Gives these answers in turn, and then takes all: status, headers, JSON."""

    def __init__(self) -> None:
        super().__init__(("localhost", 0), Handler)
        self.answers: list[tuple[int, dict[str, str], Any]] = []
        self.bodies: list[bytes] = []
        self.url = f"http://localhost:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Scripted

    def do_POST(self) -> None:
        assert self.path == "/ingest/"
        assert self.headers["Authorization"] == "Bearer secret"
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bodies.append(body)
        count = body.count(b"\n")
        answers = self.server.answers or [(202, {}, {"lines": count, "accepted": count})]
        status, headers, said = answers.pop(0)
        if not status:
            self.close_connection = True
            return
        content = json.dumps(said).encode() if said is not None else b"<h1>Bad gateway</h1>"
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def running() -> Iterator[Scripted]:
    with Scripted() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def server(running: Scripted) -> Scripted:
    running.answers, running.bodies = [], []
    return running


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    delays: list[float] = []
    monkeypatch.setattr(time, "sleep", delays.append)
    monkeypatch.setattr(backoff, "JITTER", 0)
    return delays


@pytest.fixture
def sender(server: Scripted, said: list[str]) -> Iterator[Sender]:
    sender = Sender(server.url, "secret", said.append)
    yield sender
    sender.close()


def test_bad_lines_are_named_by_their_numbers_in_the_file(
    sender: Sender, server: Scripted, said: list[str]
) -> None:
    bad = {"line": 2, "reason": "zero", "detail": "price"}
    tally = {"lines": 3, "accepted": 1, "rejected": {"zero": 2}, "bad_lines": [bad]}
    server.answers = [(202, {}, tally), (202, {}, tally)]
    sender.send(LINES)
    sender.send(LINES)
    assert said == ["line 2: zero price", "and 1 more", "line 5: zero price", "and 1 more"]
    assert (sender.accepted, sender.rejected) == (2, 4)


def test_it_waits_as_long_as_it_is_told_to(
    sender: Sender, server: Scripted, slept: list[float], said: list[str]
) -> None:
    server.answers = [(429, {"Retry-After": "7"}, {"error": "too many events", "lines": 0})]
    sender.send(LINES)
    assert slept == [7]
    assert server.bodies == [b"".join(LINES)] * 2
    assert (sender.accepted, said) == (3, [])


def test_it_goes_on_after_the_lines_that_are_in(
    sender: Sender, server: Scripted, slept: list[float]
) -> None:
    server.answers = [
        (503, {}, {"error": "full", "lines": 0}),
        (503, {}, {"error": "full", "lines": 2, "accepted": 2}),
        (502, {}, None),
        (0, {}, None),
    ]
    sender.send(LINES)
    assert slept == [0.5, 0.5, 1, 2]
    assert server.bodies[-3:] == [b"three\n"] * 3
    assert sender.accepted == 3


def test_it_gives_up(sender: Sender, server: Scripted, slept: list[float]) -> None:
    server.answers = [(503, {}, {"error": "full"})] * MOST_ATTEMPTS
    with pytest.raises(SendError, match="gave up at line 1"):
        sender.send(LINES)
    assert len(slept) == MOST_ATTEMPTS - 1
    assert max(slept) == 30


def test_what_is_no_use_is_not_tried_again(
    sender: Sender, server: Scripted, slept: list[float], said: list[str]
) -> None:
    sender.send(LINES)
    server.answers = [(401, {}, {"error": "no token", "lines": 0})]
    with pytest.raises(SendError, match="line 4 and what follows"):
        sender.send(LINES)
    assert (slept, said) == ([], ["401: no token"])


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://x", "http://", "http://x/y", "http://[x"])
def test_an_address_that_is_none_is_said(url: str) -> None:
    with pytest.raises(SendError):
        Sender(url, "secret", print)
