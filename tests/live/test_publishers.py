"""Publishers of their own on a real Redis: one publishes, another takes over, pages go on."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from websockets.sync.client import ClientConnection

from tests.support.redis_server import RedisServer
from tests.support.server import MANAGE, PATIENCE, ROOT, Server, environment
from tests.support.stage import open_socket, receive, receive_until

FEED = "simulated://?instruments=20&rate=50"


@pytest.fixture
def publish(redis: RedisServer, var_dir: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        """A publisher, once it has said that it publishes or stands by."""
        env = environment(var_dir, FEED=FEED, REDIS_URL=redis.url)
        command = [*MANAGE, "runfeed"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def server(redis: RedisServer, var_dir: Path) -> Iterator[Server]:
    server = Server(var_dir, FEED, REDIS_URL=redis.url)
    yield server
    server.stop()


def wait_for(process: subprocess.Popen[str], text: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if text in line:
            return
    pytest.fail(f"the publisher ended without saying {text!r}")


def live_again(socket: ClientConnection, after: str) -> str:
    """The clock of the first heartbeat that is not STALE and later than this one."""

    def is_later(message: str) -> bool:
        return 'data-word="SIMULATED"' in message and clock_of(message) > after

    return clock_of(receive_until(socket, is_later)[-1])


def clock_of(message: str) -> str:
    return message.partition('data-clock="')[2].partition('"')[0]


def test_a_standby_takes_over_and_pages_go_on(server: Server, publish: Any) -> None:
    first = publish()
    wait_for(first, "publishing, epoch")
    with open_socket(server, "/ws/ticker/boards/all/?rate=10") as socket:
        clock = live_again(socket, "")
        second = publish()
        first.kill()
        wait_for(second, "publishing, epoch")
        assert live_again(socket, clock) > clock
        second.send_signal(signal.SIGINT)
        assert second.wait(PATIENCE) == 0
        receive_until(socket, lambda message: 'data-word="STALE' in message)


def test_redis_that_forgets_everything_loses_no_page(
    server: Server, redis: RedisServer, publish: Any
) -> None:
    wait_for(publish(), "publishing, epoch")
    wait_for(publish(), "standing by")
    with open_socket(server, "/ws/ticker/boards/all/?rate=10") as socket:
        clock = live_again(socket, "")
        with Redis.from_url(redis.url) as client:
            client.flushall()
        for _ in range(5):
            clock = live_again(socket, clock)


def test_redis_that_is_killed_is_said_and_comes_back(
    server: Server, redis: RedisServer, publish: Any
) -> None:
    wait_for(publish(), "publishing, epoch")
    with open_socket(server, "/ws/ticker/boards/all/?rate=10") as socket:
        clock = live_again(socket, "")
        redis.kill()
        receive_until(socket, lambda message: 'data-word="STALE' in message)
        redis.start()
        assert live_again(socket, clock) > clock
        assert receive(socket)


def test_without_redis_there_is_nothing_to_publish_to(var_dir: Path) -> None:
    ended = subprocess.run(
        [*MANAGE, "runfeed"],
        cwd=ROOT,
        env=environment(var_dir),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert ended.returncode == 1
    assert "REDIS_URL is not set" in ended.stderr
    assert "Traceback" not in ended.stderr
