"""A Redis that is away, or hangs: nobody signs in uncounted, and all is well when it is back."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.person import Person
from tests.support.redis_server import RedisServer
from tests.support.server import Answer, Server


@pytest.fixture
def server(redis: RedisServer, var_dir: Path) -> Iterator[Server]:
    server = Server(var_dir, "", REDIS_URL=redis.url)
    yield server
    server.end(signal.SIGTERM)  # what it says of the frames that it misses is not of this test


def sign_in(server: Server) -> Answer:
    return Person(server, "").post("/accounts/login/", login="nobody", password="wrong")


def test_while_redis_hangs_people_are_told(redis: RedisServer, server: Server) -> None:
    redis.pause()
    try:
        answer = sign_in(server)
    finally:
        redis.resume()
    assert answer.status == 503
    assert "It cannot be told whether it was tried too often" in answer.text
    assert "not correct" in sign_in(server).text


def test_while_redis_is_gone_people_are_told(redis: RedisServer, server: Server) -> None:
    redis.kill()
    assert sign_in(server).status == 503
    assert server.get("/accounts/login/").status == 200
    redis.start()
    assert "not correct" in sign_in(server).text
    server.wait_for("ERROR dashboard.errors.middleware: who tries too often was not counted:")
