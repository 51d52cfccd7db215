"""The live tasks: they start with the server, go on after a failure, and stop with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any
from unittest.mock import Mock

import pytest
from channels.layers import InMemoryChannelLayer
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from tests.support.examples import IBM, trade
from tests.support.wait import wait_until
from ticker.feeds.base import Feed
from ticker.live.hub import Hub
from ticker.market.events import AnyEvent
from ticker.market.frames import Frame
from ticker.models import Instrument
from ticker.web.lifespan import Lifespan
from ticker.web.process import Process, process


class Broken(Feed):
    """Fails at first, in a way in which no feed should; then says one trade."""

    name = "broken"
    starts = 0

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        self.starts += 1
        if self.starts == 1:
            raise ZeroDivisionError
        yield trade("182")


@pytest.fixture
def priced(live_hub: Hub, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set once this process's hub has heard of a trade in IBM."""
    heard, receive = asyncio.Event(), live_hub.mirror.receive

    def receive_and_look(frame: Frame) -> None:
        receive(frame)
        if live_hub.mirror.level(IBM).last is not None:
            heard.set()

    monkeypatch.setattr(live_hub.mirror, "receive", receive_and_look)
    return heard


@pytest.fixture(autouse=True)
async def alone(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A channel layer of its own, no database, and nothing that runs on after the test."""
    layer = InMemoryChannelLayer()
    monkeypatch.setattr("ticker.web.process.BarWriter", lambda *_: None)
    monkeypatch.setattr("ticker.web.process.get_channel_layer", lambda: layer)
    yield
    await process.stop()


async def test_a_trade_goes_from_the_feed_to_the_hub_even_after_a_failure(
    priced: asyncio.Event, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ticker.web.process.RESTART_DELAY", 0)
    before = asyncio.all_tasks()
    process.start([Broken()])
    await priced.wait()
    assert caplog.messages == ["a live task failed; starting it again in 0 s"]
    await process.stop()
    assert asyncio.all_tasks() == before


async def test_says_what_is_wrong_with_the_live_tasks(live_hub: Hub) -> None:
    here = Process()
    here.__dict__.update(universe=live_hub.mirror.universe, hub=live_hub)
    assert here.problem == "the live tasks have not been started"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live_hub, "run", Mock(side_effect=LookupError))
        here.start([])
        assert here.problem == ""
        await wait_until(lambda: here.problem == "a live task has failed and will be started again")
    stopping = asyncio.create_task(here.stop())
    await wait_until(lambda: here.problem == "this process is shutting down")
    await stopping
    here.start([])
    assert here.problem == ""
    await here.stop()


def test_a_database_that_is_not_prepared_is_one_clear_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def universe() -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr(Instrument.objects, "universe", universe)
    with pytest.raises(ImproperlyConfigured) as error:
        Process().universe  # noqa: B018
    assert str(error.value) == (
        "the database cannot be read (no such table); run `manage.py prepare` first"
    )


class Server:
    """The server's side of ASGI's lifespan."""

    def __init__(self, feed: str) -> None:
        self.said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        run = Lifespan(feed)({"type": "lifespan"}, self.said.get, self.heard.put)
        self.run = asyncio.ensure_future(run)

    async def say(self, word: str) -> dict[str, Any]:
        self.said.put_nowait({"type": f"lifespan.{word}"})
        return await self.heard.get()


async def test_starts_and_stops_with_a_server_that_has_a_lifespan(priced: asyncio.Event) -> None:
    server = Server("simulated://?rate=100000")
    assert await server.say("startup") == {"type": "lifespan.startup.complete"}
    await priced.wait()
    assert await server.say("shutdown") == {"type": "lifespan.shutdown.complete"}
    await server.run


async def test_a_feed_that_cannot_be_opened_stops_the_start(live_hub: Hub) -> None:
    server = Server("nonsense")
    failed = await server.say("startup")
    assert failed["type"] == "lifespan.startup.failed"
    assert failed["message"].startswith("FEED: 'nonsense' is none of: ")
    await server.run
