"""The same publisher and hub over a real Redis, with nothing changed but the channel layer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from decimal import Decimal

from channels_redis.pubsub import RedisPubSubChannelLayer

from tests.support.redis_server import RedisServer
from tests.support.wait import wait_until
from ticker.feeds.base import Feed
from ticker.live.hub import Hub
from ticker.market.events import AnyEvent, HeartbeatEvent, Trade
from ticker.market.instruments import InstrumentDefinition, Universe
from ticker.publishing.publisher import Publisher

IBM = InstrumentDefinition(symbol="XNYS:IBM", name="IBM", asset_class="EQUITY")


class OneTrade(Feed):
    """Says one trade, then lives in silence."""

    name = "one"

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        yield Trade(
            symbol="IBM", ts_event=time.time_ns(), price=Decimal("182.91"), size=Decimal(100)
        )
        while True:
            yield HeartbeatEvent(ts_event=time.time_ns())
            await asyncio.sleep(0.5)


async def test_a_trade_crosses_redis_to_every_hub(redis: RedisServer) -> None:
    universe = Universe([IBM])
    layer = RedisPubSubChannelLayer(hosts=[redis.url])
    hubs = [Hub(universe), Hub(universe)]
    runs = [asyncio.create_task(hub.run(layer)) for hub in hubs]
    runs.append(asyncio.create_task(Publisher([OneTrade()], universe, layer).run()))
    try:
        await wait_until(lambda: all(hub.mirror.level("XNYS:IBM").last for hub in hubs))
        for hub in hubs:
            level = hub.mirror.level("XNYS:IBM")
            assert (level.last, level.volume) == (Decimal("182.91"), Decimal(100))
            assert hub.mirror.feed.name == "one"
    finally:
        for run in runs:
            run.cancel()
        await asyncio.gather(*runs, return_exceptions=True)
        await layer.flush()
