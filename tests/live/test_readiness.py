"""/readyz on real servers: frames over a real Redis, a database that goes away."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer

from tests.live.test_uvicorn import UVICORN
from tests.support.redis_server import RedisServer
from tests.support.scrape import scrape, scrape_until
from tests.support.server import PATIENCE, SERVE, Server
from ticker.market.frames import AGE_LIMIT, GROUP, FeedState, Frame, encode
from ticker.market.freshness import Freshness


@pytest.fixture(params=[SERVE, UVICORN], ids=["daphne", "uvicorn"])
def server(redis: RedisServer, var_dir: Path, request: Any) -> Iterator[Server]:
    """A web process to which only the test publishes."""
    server = Server(var_dir, "", command=request.param, REDIS_URL=redis.url)
    yield server
    server.end(signal.SIGTERM)
    assert "Traceback" not in server.log, server.log


def readiness(server: Server) -> tuple[int, dict[str, str]]:
    answer = server.get("/readyz")
    said = json.loads(answer.text)
    assert said["status"] == ("ready" if answer.status == 200 else "not ready")
    return answer.status, said.get("failed", {})


def readiness_until(server: Server, status: int) -> dict[str, str]:
    """What it says once it answers so."""
    end = time.monotonic() + PATIENCE
    while (found := readiness(server))[0] != status:
        assert time.monotonic() < end, found
        time.sleep(0.05)
    return found[1]


def publish(redis: RedisServer, *data: bytes) -> None:
    async def send() -> None:
        layer = RedisPubSubChannelLayer(hosts=[redis.url])
        for each in data:
            await layer.group_send(GROUP, {"type": "frame", "data": each})
        await layer.flush()

    asyncio.run(send())


def frame(n: int, age: float = 0) -> bytes:
    ts = time.time_ns() - round(age * 1e9)
    feed = FeedState(name="test", word=Freshness("LIVE"))
    return encode(Frame(epoch=1, n=n, ts=ts, is_keyframe=True, feed=feed, rows=[]))


def test_ready_while_frames_come_and_what_is_dropped_is_counted(
    server: Server, redis: RedisServer
) -> None:
    scrape_until(server, lambda now: now.value("group_memberships") == 2)
    assert readiness(server) == (503, {"frames": "no frame has come yet"})
    publish(redis, b"nonsense", frame(1, AGE_LIMIT + 1))
    dropped = scrape_until(server, lambda now: now.value("frames_received_total") == 2)
    for reason in ("unreadable", "too_old"):
        assert dropped.value("frames_dropped_total", reason=reason) == 1
    assert readiness(server)[0] == 503, "nothing has been taken"
    publish(redis, frame(2), frame(1))
    dropped = scrape_until(server, lambda now: now.value("frames_received_total") == 4)
    assert dropped.value("frames_dropped_total", reason="earlier") == 1
    assert readiness_until(server, 200) == {}
    assert readiness_until(server, 503) == {"frames": "no frame for 3s"}
    assert server.get("/healthz").status == 200, "it lives all the same"
    assert scrape(server).value("group_memberships") == 2


def test_without_its_database_a_process_is_not_ready(own_dir: Path) -> None:
    server = Server(own_dir, "simulated://?instruments=5")
    readiness_until(server, 200)
    (own_dir / "db.sqlite3").rename(own_dir / "away")
    (own_dir / "db.sqlite3").mkdir()
    failed = readiness_until(server, 503)
    assert failed == {"database": "the database does not answer; the log says why"}
    server.wait_for("the database does not answer: unable to open database file")
    (own_dir / "db.sqlite3").rmdir()
    (own_dir / "away").rename(own_dir / "db.sqlite3")
    readiness_until(server, 200)
    server.stop()
