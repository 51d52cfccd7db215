"""Two publishers that both think that they may publish: every mirror follows one, and only once
changes over from the other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer
from redis.asyncio import Redis

from tests.support.examples import UNIVERSE
from tests.support.redis_server import RedisServer
from tests.support.wait import wait_until
from ticker.feeds.base import Feed
from ticker.live.hub import Hub
from ticker.market.events import AnyEvent, Epoch, HeartbeatEvent
from ticker.market.frames import Frame
from ticker.publishing.lease import EPOCH, Lease
from ticker.publishing.publisher import Publisher


class Named(Feed):
    """Lives in silence, and begins a new epoch when told to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.epochs: asyncio.Queue[Epoch] = asyncio.Queue()

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        while True:
            yield HeartbeatEvent(ts_event=time.time_ns())
            try:
                yield await asyncio.wait_for(self.epochs.get(), 0.5)
            except TimeoutError:
                continue


class Seen(Hub):
    """A hub that keeps whose frame its mirror showed after each that came, and of which epoch."""

    def __init__(self) -> None:
        super().__init__(UNIVERSE)
        self.names: list[str] = []
        self.epochs: list[int] = []
        self._receive_one, self.mirror.receive = self.mirror.receive, self._look  # type: ignore[method-assign]

    def _look(self, frame: Frame) -> None:
        self._receive_one(frame)
        if self.mirror.feed.name != (self.names or [""])[-1]:
            self.names.append(self.mirror.feed.name)
        self.epochs.append(frame.epoch)


@pytest.fixture
async def layer(redis: RedisServer) -> AsyncIterator[RedisPubSubChannelLayer]:
    layer = RedisPubSubChannelLayer(hosts=[redis.url])
    yield layer
    await layer.flush()


@pytest.fixture
async def client(redis: RedisServer) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis.url) as client:
        yield client


@asynccontextmanager
async def running(*each: Publisher | tuple[Hub, RedisPubSubChannelLayer]) -> AsyncIterator[None]:
    runs = [one.run() if isinstance(one, Publisher) else one[0].run(one[1]) for one in each]
    tasks = [asyncio.ensure_future(run) for run in runs]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.parametrize("last", [0, 2**62], ids=["clocks agree", "the first one's is ahead"])
async def test_a_redis_that_forgot_everything_makes_no_page_flip(
    redis: RedisServer, layer: RedisPubSubChannelLayer, client: Redis, last: int
) -> None:
    hub, lease = Seen(), Lease(redis.url)
    first = Publisher([Named("first")], UNIVERSE, layer, lease)
    second = Publisher([Named("second")], UNIVERSE, layer, Lease(redis.url))
    await client.set(EPOCH, last)
    async with running((hub, layer), first):
        await wait_until(lambda: hub.names == ["first"])
        await client.flushall()
        # It gets the lease at once, before the first one knows that it lost it.
        async with running(second):
            await wait_until(lambda: "second" in hub.names and not lease.epoch)
            count = len(hub.epochs) + 2
            await wait_until(lambda: len(hub.epochs) > count + 15)
        assert hub.names == ["first", "second"]
        assert len(set(hub.epochs[count:])) == 1, "the first one has stopped"


async def test_a_feed_that_began_anew_does_not_outrun_the_next_publisher(
    redis: RedisServer, layer: RedisPubSubChannelLayer, client: Redis
) -> None:
    hub, feed = Seen(), Named("first")
    first = Publisher([feed], UNIVERSE, layer, Lease(redis.url))
    second = Publisher([Named("second")], UNIVERSE, layer, Lease(redis.url))
    await client.set(EPOCH, 2**62)
    async with running((hub, layer)):
        async with running(first):
            await wait_until(lambda: hub.names == ["first"])
            for each in (1, 2, 3):
                feed.epochs.put_nowait(Epoch(ts_event=each))
            await wait_until(lambda: len(set(hub.epochs)) > 1)
        async with running(second):
            await wait_until(lambda: hub.names == ["first", "second"])
    assert hub.epochs == sorted(hub.epochs)
