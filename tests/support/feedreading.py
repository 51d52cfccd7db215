"""What a feed says, read in a task beside the test."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager

import pytest

from tests.support.examples import UNIVERSE
from tests.support.server import PATIENCE
from ticker.feeds import open_url
from ticker.market.events import AnyEvent, HeartbeatEvent, Quote, Trade


class FeedReading:
    """What a feed has said so far."""

    def __init__(self) -> None:
        self.events: list[AnyEvent | bytes] = []
        self._more = asyncio.Event()

    def add(self, said: AnyEvent | bytes) -> None:
        self.events.append(said)
        self._more.set()

    async def wait_until(self, has_come: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not has_come():
                self._more.clear()
                await self._more.wait()

    async def wait_for_trade(self, number: int) -> None:
        await self.wait_until(lambda: str(number) in self.trade_ids)

    @property
    def trades(self) -> list[Trade]:
        return [each for each in self.events if isinstance(each, Trade)]

    @property
    def trade_ids(self) -> list[str]:
        return [each.trade_id for each in self.trades if each.trade_id is not None]

    @property
    def quotes(self) -> list[Quote]:
        return [each for each in self.events if isinstance(each, Quote)]

    @property
    def gaps(self) -> list[HeartbeatEvent]:
        heartbeats = [each for each in self.events if isinstance(each, HeartbeatEvent)]
        return [each for each in heartbeats if each.gap_since is not None]

    @property
    def invalid_types(self) -> list[str]:
        return [json.loads(each)["type"] for each in self.events if isinstance(each, bytes)]


@asynccontextmanager
async def read_feed(url: str, more: str = "&symbols=BTC-USD") -> AsyncIterator[FeedReading]:
    found, feed = FeedReading(), open_url(f"crypto://kraken?url={url}{more}", UNIVERSE)

    async def read() -> None:
        async with aclosing(feed.events()) as events:
            async for said in events:
                found.add(said)

    task = asyncio.create_task(read())
    try:
        yield found
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert len(asyncio.all_tasks()) == 1, "nothing goes on after it"


async def wait_until_logged(caplog: pytest.LogCaptureFixture, text: str) -> None:
    handler = _LogWatch(text)
    logging.getLogger("ticker").addHandler(handler)
    try:
        if not any(text in each for each in caplog.messages):
            async with asyncio.timeout(PATIENCE):
                await handler.has_come.wait()
    finally:
        logging.getLogger("ticker").removeHandler(handler)


class _LogWatch(logging.Handler):
    """Tells when a text has been logged."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self.has_come = text, asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if self.text in record.getMessage():
            self.has_come.set()
