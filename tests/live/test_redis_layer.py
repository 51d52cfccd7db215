"""The same publisher and hub over a real Redis, with nothing changed but the channel layer."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncGenerator, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer

from ticker.events import AnyEvent, Heartbeat, Trade
from ticker.feeds.base import Feed
from ticker.hub import Hub
from ticker.instruments import InstrumentDefinition, Universe
from ticker.publisher import Publisher

IBM = InstrumentDefinition(symbol="XNYS:IBM", name="IBM", asset_class="EQUITY")


class OneTrade(Feed):
    """Says one trade, then lives in silence."""

    name = "one"

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        yield Trade(
            symbol="IBM", ts_event=time.time_ns(), price=Decimal("182.91"), size=Decimal(100)
        )
        while True:
            yield Heartbeat(ts_event=time.time_ns())
            await asyncio.sleep(0.5)


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    program = shutil.which("redis-server")
    assert program, "redis-server is not installed: bin/test installs it"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen([program, *options], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    for line in server.stdout:
        if "Ready to accept connections" in line:
            break
    yield f"redis://127.0.0.1:{port}"
    server.terminate()
    server.wait()
    server.stdout.close()


async def test_a_trade_crosses_redis_to_every_hub(redis_url: str) -> None:
    universe = Universe([IBM])
    layer = RedisPubSubChannelLayer(hosts=[redis_url])
    hubs = [Hub(universe), Hub(universe)]
    runs = [asyncio.create_task(hub.run(layer)) for hub in hubs]
    runs.append(asyncio.create_task(Publisher(OneTrade(), universe, layer).run()))
    try:
        async with asyncio.timeout(20):
            while any(hub.mirror.level("XNYS:IBM").last is None for hub in hubs):
                await asyncio.sleep(0.01)
        for hub in hubs:
            level = hub.mirror.level("XNYS:IBM")
            assert (level.last, level.volume) == (Decimal("182.91"), Decimal(100))
            assert hub.mirror.feed.name == "one"
    finally:
        for run in runs:
            run.cancel()
        await asyncio.gather(*runs, return_exceptions=True)
        await layer.flush()
