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
from ticker.market.events import AnyEvent, Heartbeat, Quote, Trade


class Reading:
    """What a feed has said so far."""

    def __init__(self) -> None:
        self.said: list[AnyEvent | bytes] = []
        self._more = asyncio.Event()

    def add(self, said: AnyEvent | bytes) -> None:
        self.said.append(said)
        self._more.set()

    async def until(self, has_come: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not has_come():
                self._more.clear()
                await self._more.wait()

    async def until_trade(self, number: int) -> None:
        await self.until(lambda: str(number) in self.trade_ids)

    @property
    def trades(self) -> list[Trade]:
        return [each for each in self.said if isinstance(each, Trade)]

    @property
    def trade_ids(self) -> list[str]:
        return [each.trade_id for each in self.trades if each.trade_id is not None]

    @property
    def quotes(self) -> list[Quote]:
        return [each for each in self.said if isinstance(each, Quote)]

    @property
    def gaps(self) -> list[Heartbeat]:
        heartbeats = [each for each in self.said if isinstance(each, Heartbeat)]
        return [each for each in heartbeats if each.gap_since is not None]

    @property
    def unusable(self) -> list[str]:
        return [json.loads(each)["type"] for each in self.said if isinstance(each, bytes)]


@asynccontextmanager
async def reading(url: str, more: str = "&symbols=BTC-USD") -> AsyncIterator[Reading]:
    found, feed = Reading(), open_url(f"crypto://kraken?url={url}{more}", UNIVERSE)

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


async def until_logged(caplog: pytest.LogCaptureFixture, text: str) -> None:
    handler = _Telling(text)
    logging.getLogger("ticker").addHandler(handler)
    try:
        if not any(text in each for each in caplog.messages):
            async with asyncio.timeout(PATIENCE):
                await handler.came.wait()
    finally:
        logging.getLogger("ticker").removeHandler(handler)


class _Telling(logging.Handler):
    """Tells when a text has been logged."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self.came = text, asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if self.text in record.getMessage():
            self.came.set()
