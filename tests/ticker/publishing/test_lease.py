"""Of several publishers one publishes, and its epoch is always the greatest so far."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from tests.support.redis_server import RedisServer
from tests.support.wait import wait_until
from ticker.publishing.lease import EPOCH, RESERVED, Lease

AHEAD = 2**62
"""An epoch of a clock that runs ahead, in nanoseconds: the year 2116."""


@pytest.fixture
async def client(redis: RedisServer) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis.url) as client:
        yield client


async def end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_one_has_it_and_the_other_takes_over_with_a_greater_epoch(redis: RedisServer) -> None:
    first, second = Lease(redis.url), Lease(redis.url)
    running = asyncio.create_task(first.run())
    await wait_until(lambda: first.epoch > 0)
    standby = asyncio.create_task(second.run())
    before = first.epoch
    await asyncio.sleep(0)
    assert second.epoch == 0
    await end(running)
    assert first.epoch == 0
    await wait_until(lambda: second.epoch > 0)
    assert second.epoch > before
    await end(standby)


async def test_a_clock_that_ran_ahead_does_not_turn_the_sequence_back(
    redis: RedisServer, client: Redis
) -> None:
    await client.set(EPOCH, AHEAD)
    lease = Lease(redis.url)
    running = asyncio.create_task(lease.run())
    await wait_until(lambda: lease.epoch > 0)
    assert lease.epoch == AHEAD + RESERVED
    await end(running)


async def test_a_standby_remembers_the_epoch_for_a_redis_that_forgot_it(
    redis: RedisServer, client: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    await client.set(EPOCH, AHEAD)
    first, second = Lease(redis.url), Lease(redis.url)
    running = asyncio.create_task(first.run())
    await wait_until(lambda: first.epoch > 0)
    before = first.epoch
    standby = asyncio.create_task(second.run())
    await wait_until(lambda: "standing by" in caplog.messages)
    running.cancel()
    await client.flushall()
    await wait_until(lambda: second.epoch > 0)
    assert second.epoch >= before + RESERVED
    await end(running, standby)


async def test_whoever_has_it_outgrows_an_epoch_that_it_hears_of_later(
    redis: RedisServer, client: Redis
) -> None:
    lease = Lease(redis.url)
    running = asyncio.create_task(lease.run())
    await wait_until(lambda: lease.epoch > 0)
    await client.set(EPOCH, AHEAD)
    await wait_until(lambda: lease.epoch > AHEAD)
    assert int(await client.get(EPOCH) or 0) == lease.epoch
    await end(running)


async def test_of_two_one_stops_when_redis_forgot_that_it_has_it(
    redis: RedisServer, client: Redis
) -> None:
    first, second = Lease(redis.url), Lease(redis.url)
    running = asyncio.create_task(first.run())
    await wait_until(lambda: first.epoch > 0)
    before = first.epoch
    await client.flushall()
    other = asyncio.create_task(second.run())
    await wait_until(lambda: second.epoch > 0 and first.epoch == 0)
    assert second.epoch > before
    await end(running, other)


async def test_a_redis_that_cannot_be_asked_is_said_once(
    redis: RedisServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ticker.publishing.lease.RENEWAL", 0.01)
    redis.kill()
    lease = Lease(redis.url)
    running = asyncio.create_task(lease.run())
    await wait_until(lambda: caplog.messages != [])
    redis.start()
    await wait_until(lambda: lease.epoch > 0)
    assert ["cannot be asked" in message for message in caplog.messages] == [True, False]
    assert f"{redis.port}" in caplog.messages[0]
    await end(running)


async def test_it_ends_wherever_the_end_finds_it(redis: RedisServer) -> None:
    for turns in range(60):
        running = asyncio.create_task(Lease(redis.url).run())
        for _ in range(turns):
            await asyncio.sleep(0)
        running.cancel()
        _, pending = await asyncio.wait([running], timeout=20)
        assert not pending, f"after {turns} turns of the event loop"


async def test_it_is_not_held_on_the_word_of_a_redis_that_is_gone(redis: RedisServer) -> None:
    lease = Lease(redis.url)
    running = asyncio.create_task(lease.run())
    await wait_until(lambda: lease.epoch > 0)
    before = lease.epoch
    redis.kill()
    await wait_until(lambda: lease.epoch == 0)
    redis.start()
    await wait_until(lambda: lease.epoch > 0)
    assert lease.epoch > before
    await end(running)
