"""Ingest past one process, on a real Redis: what was accepted is applied once, whoever is away."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.ingestsource import IngestSource, event_line
from tests.support.redis_server import RedisServer
from tests.support.server import MANAGE, ROOT, Server, environment
from tests.support.stage import open_socket, receive_until

BTC = "KRAKEN:BTC-USD"
BOARD = f"/ws/ticker/boards/all/?rate=10&q={BTC}"

MIB = 2**20
"""Bytes that may wait."""

MANY = 6000
Publish = Callable[[str], subprocess.Popen[str]]


@pytest.fixture
def publish(redis: RedisServer, own_dir: Path) -> Iterator[Publish]:
    started: list[subprocess.Popen[str]] = []

    def start(feed: str) -> subprocess.Popen[str]:
        """A publisher, once it publishes."""
        env = environment(own_dir, REDIS_URL=redis.url)
        command = [*MANAGE, "runfeed", feed]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stderr is not None
        assert any("publishing, epoch" in line for line in process.stderr)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def server(redis: RedisServer, own_dir: Path) -> Iterator[Server]:
    server = Server(own_dir, "", REDIS_URL=redis.url, INGEST_BACKLOG="1")
    yield server
    server.stop()


def numbered(desk: IngestSource, count: int) -> list[dict[str, Any]]:
    """Trades of more than may wait."""
    trades = [desk.trade(BTC, "60003.5", "100", conditions="x" * 180) for _ in range(count)]
    assert sum(len(event_line(each)) for each in trades) > MIB
    return trades


def post_all(desk: IngestSource, events: list[dict[str, Any]]) -> None:
    """As whoever is told to come back later."""
    while (posted := desk.post(*events)).status != 202:
        assert posted.status in (429, 503), posted
        events = events[posted.data["lines"] :]
        time.sleep(posted.retry_after)


def test_what_is_accepted_waits_in_redis_for_a_publisher_and_counts_once(
    server: Server, publish: Publish
) -> None:
    desk = IngestSource(server, "stream")
    refused = desk.post(desk.trade(BTC, "60000.5", "1"))
    assert refused.status == 503
    assert refused.data["error"] == "no publisher has run with the feed ingest:"

    publisher = publish("ingest:")
    first = desk.trade(BTC, "60001.5", "1")
    with open_socket(server, BOARD) as socket:
        assert desk.post(first).status == 202
        receive_until(socket, lambda message: "60,001.5" in message)
        publisher.kill()
        publisher.wait()

        # What is there twice counts once, whether a publisher has seen it before or not.
        second = desk.trade(BTC, "60002.5", "10")
        for _ in range(2):
            assert desk.post(first, second).status == 202
        many = numbered(desk, MANY)
        full = desk.post(*many)
        assert full.status == 503
        assert full.data["error"] == "too much waits for the publisher"
        taken = full.data["accepted"]
        assert 0 < taken == full.data["lines"] < MANY

        publish("ingest:")
        receive_until(socket, lambda message: "60,003.5" in message)
        post_all(desk, many[taken:])
        post_all(desk, [desk.trade(BTC, "60004.5", "1000")])
        receive_until(socket, lambda message: "60,004.5" in message)
    rows = server.get(f"/boards/all.csv?q={BTC}").text
    assert str(1 + 10 + MANY * 100 + 1000) in rows, rows
