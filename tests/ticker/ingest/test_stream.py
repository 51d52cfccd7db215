"""The stream in a real Redis: bounded, and read from where a publisher stopped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.support.redis_server import RedisServer
from tests.support.wait import wait_until
from ticker.feeds import ingestbacklog as module
from ticker.feeds import redisingest
from ticker.feeds.ingest import stream_position
from ticker.feeds.ingestbacklog import BEGINNING, STREAM, IngestBacklog
from ticker.feeds.redisingest import MissedError, RedisIngestFeed

PLENTY = 1000
OpenFeed = Callable[[], RedisIngestFeed]


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.kill()


@pytest.fixture
async def client(redis: RedisServer) -> AsyncIterator[Redis]:
    """On an empty Redis."""
    async with Redis.from_url(redis.url) as client:
        await client.flushall()
        yield client


@pytest.fixture
async def stream(redis: RedisServer, client: Redis) -> AsyncIterator[IngestBacklog]:
    """With a reader."""
    stream = IngestBacklog(redis.url)
    await stream.start_reading()
    yield stream
    await stream.close()


@pytest.fixture
async def open_feed(redis: RedisServer) -> AsyncIterator[OpenFeed]:
    """Feeds that read from it."""
    streams: list[IngestBacklog] = []

    def open_one() -> RedisIngestFeed:
        streams.append(IngestBacklog(redis.url))
        return RedisIngestFeed(streams[-1])

    yield open_one
    for stream in streams:
        await stream.close()


async def heard(feed: RedisIngestFeed, count: int) -> list[object]:
    """The next so many lines. Nothing else does anything meanwhile."""
    found: list[object] = []
    async with aclosing(feed.batches()) as batches, asyncio.timeout(20):
        async for batch in batches:
            found += batch
            if len(found) >= count:
                break
    return found


async def test_it_takes_nothing_that_nobody_would_read(redis: RedisServer, client: Redis) -> None:
    stream = IngestBacklog(redis.url)
    assert await stream.add(b"a\n", PLENTY) == "nobody"
    await stream.start_reading()
    assert await stream.add(b"a\n", PLENTY) == "added"
    await stream.close()


async def test_it_takes_as_much_as_may_wait_and_more_once_some_is_kept(
    stream: IngestBacklog, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    lines = [b"1234567\n"] * 5
    assert [await stream.add(each, 40) for each in lines] == ["added"] * 5
    assert await stream.add(b"\n", 40) == "full"
    third = (await stream.read((await stream.read(BEGINNING))[-1][0]))[0][0]
    await stream.settle(third)
    await stream.settle(third)
    assert [await stream.add(each, 40) for each in lines] == ["added"] * 3 + ["full"] * 2
    assert await client.xlen(STREAM) == 8, "what is kept is not yet forgotten"


async def test_a_feed_goes_on_where_it_stopped_and_lines_are_whole(
    open_feed: OpenFeed, stream: IngestBacklog
) -> None:
    await stream.add(b"a\nb\n", PLENTY)
    await stream.add(b"c\n", PLENTY)
    first = open_feed()
    assert await heard(first, 2) == [b"a", b"b"]
    second = open_feed()
    second.resume(first.progress())
    await stream.add(b"d\n", PLENTY)
    assert await heard(second, 2) == [b"c", b"d"]


async def test_a_stream_that_begins_anew_is_read_from_its_beginning(
    open_feed: OpenFeed, stream: IngestBacklog, client: Redis
) -> None:
    """Its entries have lower numbers where a clock was set back."""
    await stream.add(b"old\n", PLENTY)
    feed = open_feed()
    feed.position = "99999999999999-0"
    of_old = feed.progress()
    assert await heard(feed, 1) == [b"old"]
    await feed.settle(of_old)
    await feed.settle(of_old)
    assert await client.xlen(STREAM) == 1, "progress of a stream that is no more"


async def test_what_is_kept_is_forgotten_after_a_while_and_who_missed_it_is_told(
    open_feed: OpenFeed, stream: IngestBacklog, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redisingest, "RETENTION", -1.0)
    for line in (b"a\n", b"b\n", b"c\n"):
        await stream.add(line, PLENTY)
    feed, standby = open_feed(), open_feed()
    assert await heard(standby, 1) == [b"a"]
    assert await heard(feed, 3) == [b"a", b"b", b"c"]
    await feed.settle(feed.progress())
    await feed.settle(feed.progress())
    assert await client.xlen(STREAM) == 1
    await stream.add(b"d\n", PLENTY)
    with pytest.raises(MissedError):
        await heard(standby, 1)
    fresh = open_feed()
    assert await heard(fresh, 1) == [b"d"], "who knows nothing begins after what is forgotten"


async def test_redis_that_is_away_is_said_once_and_asked_again(
    redis: RedisServer,
    open_feed: OpenFeed,
    stream: IngestBacklog,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(redisingest, "RETRY_DELAY", 0.05)
    caplog.set_level(logging.INFO)
    feed = open_feed()
    await stream.add(b"a\n", PLENTY)
    await heard(feed, 1)
    redis.kill()
    with pytest.raises((OSError, RedisError)):
        await stream.add(b"b\n", PLENTY)
    reading = asyncio.ensure_future(heard(feed, 1))
    await wait_until(lambda: "cannot be asked" in caplog.text)
    await feed.settle(feed.progress())
    assert "was not told" in caplog.text
    redis.start()
    while True:
        try:
            if await stream.add(b"b\n", PLENTY) == "added":
                break
        except (OSError, RedisError):
            pass
        await asyncio.sleep(0.02)
    assert await reading == [b"b"]
    assert caplog.text.count("cannot be asked") == 1
    assert stream_position(feed.progress()) == feed.position
