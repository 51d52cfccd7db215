"""Of several publishers one publishes, and its epoch is always the greatest so far."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests.redis_server import RedisServer
from tests.waiting import until
from ticker.lease import EPOCH, EPOCH_ROOM, Lease


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    yield server
    server.kill()


async def end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_one_has_it_and_the_other_takes_over_with_a_greater_epoch(redis: RedisServer) -> None:
    first, second = Lease(redis.url), Lease(redis.url)
    running = asyncio.create_task(first.run())
    await until(lambda: first.epoch > 0)
    standby = asyncio.create_task(second.run())
    before = first.epoch
    await asyncio.sleep(0)
    assert second.epoch == 0
    await end(running)
    assert first.epoch == 0
    await until(lambda: second.epoch > 0)
    assert second.epoch > before
    await end(standby)


async def test_a_clock_that_ran_ahead_does_not_turn_the_sequence_back(redis: RedisServer) -> None:
    client = Redis.from_url(redis.url)
    await client.set(EPOCH, 2**62)
    await client.aclose()
    lease = Lease(redis.url)
    running = asyncio.create_task(lease.run())
    await until(lambda: lease.epoch > 0)
    assert lease.epoch == 2**62 + EPOCH_ROOM
    await end(running)


async def test_it_is_not_held_on_the_word_of_a_redis_that_is_gone(redis: RedisServer) -> None:
    lease = Lease(redis.url)
    running = asyncio.create_task(lease.run())
    await until(lambda: lease.epoch > 0)
    before = lease.epoch
    redis.kill()
    await until(lambda: lease.epoch == 0)
    redis.start()
    await until(lambda: lease.epoch > 0)
    assert lease.epoch > before
    await end(running)
