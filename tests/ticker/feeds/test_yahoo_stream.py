"""The real yfinance against a server that plays Yahoo: whatever happens to the connection or comes
over it, prices come again within 10 s, and what cannot be used is counted."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from decimal import Decimal
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

import pytest

from drills.providers.yahoo import YahooServer, pricing
from tests.support.examples import SECOND, UNIVERSE, ns_at
from tests.support.wait import wait_until
from ticker.feeds import websocket
from ticker.feeds.backoff import FIRST_DELAY
from ticker.feeds.library import HEARTBEAT
from ticker.feeds.supervisor import Supervisor
from ticker.feeds.yahoo import stream
from ticker.feeds.yahoo.feed import YahooFeed
from ticker.market.events import AnyEvent, HeartbeatEvent, Trade
from ticker.market.freshness import SILENCE_LIMIT as STALE_LIMIT


@pytest.fixture
def server() -> Iterator[YahooServer]:
    server = YahooServer()
    yield server
    server.close()


class Line:
    """What a feed says, gathered while it is listened to."""

    def __init__(self, server: YahooServer, mute: float = 60.0) -> None:
        self.feed = YahooFeed(UNIVERSE, symbols=["IBM", "BAC"], url=server.url, mute=mute)
        self.supervisor = Supervisor(self.feed, UNIVERSE)
        self.events: list[AnyEvent] = []
        self.came = asyncio.Condition()
        self._server = server

    async def run(self) -> None:
        async for batch in self.supervisor.batches():
            async with self.came:
                self.events += batch
                self.came.notify_all()

    @property
    def trades(self) -> list[Trade]:
        return [each for each in self.events if isinstance(each, Trade)]

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(20), self.came:
            await self.came.wait_for(is_so)

    async def says(self, price: float, **fields: Any) -> None:
        """The server says it, and it comes."""
        await asyncio.to_thread(self._server.send_messages, pricing(price=price, **fields))
        wanted = Decimal(f"{price:.2f}")
        await self.until(lambda: any(each.price == wanted for each in self.trades))


@asynccontextmanager
async def listening(server: YahooServer, mute: float = 60.0) -> AsyncIterator[Line]:
    """Connected."""
    line = Line(server, mute)
    task = asyncio.create_task(line.run())
    try:
        await asyncio.to_thread(server.wait_for, 1)
        yield line
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def test_whatever_happens_is_noticed_and_mended_in_time() -> None:
    """So long a frozen connection takes, at most; others are noticed at once."""
    limits = websocket.SILENCE_LIMIT, HEARTBEAT, stream.CLOSE_LIMIT, FIRST_DELAY * 1.3
    assert sum(limits) + 1 < 10
    assert HEARTBEAT * 2 < STALE_LIMIT


@pytest.mark.parametrize(
    "happens", [YahooServer.close_connection, YahooServer.abort, YahooServer.freeze]
)
async def test_a_lost_connection_is_made_again_and_asks_again(
    server: YahooServer, happens: Callable[[YahooServer], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(server) as line:
        await line.says(182.91, day_volume=1000)
        since = line.trades[-1].ts_recv - 3 * SECOND
        with monkeypatch.context() as patch:
            patch.setattr(websocket, "SILENCE_LIMIT", 1.0)
            patch.setattr(stream, "CLOSE_LIMIT", 0.2)
            happened = time.time_ns()
            await asyncio.to_thread(happens, server)
            names = await asyncio.to_thread(server.wait_for, 2)
        assert sorted(names) == ["BAC", "IBM"]
        await line.says(182.95, day_volume=1300)
        # What traded meanwhile is in the volume that it comes back with.
        assert line.trades[-1].size == 300
        health = line.supervisor.health(1)
        assert (health.gaps, health.failures) == (1, 0), "it connects again by itself"
        assert health.last_gap is not None
        assert since < health.last_gap.since < happened + 2 * HEARTBEAT * SECOND
        assert happened < health.last_gap.until <= line.trades[-1].ts_recv
        assert line.supervisor.word == "DELAYED"


async def test_quiet_is_not_dead(server: YahooServer) -> None:
    """Nothing is said but heartbeats, as in the night."""
    async with listening(server) as line:
        await line.until(lambda: len(line.events) >= 4)
        assert {type(each) for each in line.events[1:]} == {HeartbeatEvent}
        assert len(server.subscriptions) == 1


async def test_who_has_nothing_to_say_while_the_market_is_open_is_left(
    server: YahooServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection lives, though: pings are answered."""
    began, times = time.monotonic_ns(), [ns_at("2013-10-07 12:00")]
    monkeypatch.setattr(YahooFeed, "clock", lambda _: times[-1] + time.monotonic_ns() - began)
    async with listening(server, mute=1.0) as line:
        await asyncio.to_thread(server.wait_for, 2)
        times.append(ns_at("2013-10-07 22:00"))  # at night it need say nothing
        await line.says(182.91, time=times[-1] // 1_000_000)


async def test_what_cannot_be_used_is_counted_and_harms_nothing(server: YahooServer) -> None:
    undecodable = json.dumps({"type": "pricing", "message": "AAAA"})
    unknown = json.dumps({"type": "pricing", "message": ""})
    strange = ["no JSON", "[" * 100_000, "[]", '{"type":"news"}', '{"type":"pricing","message":5}']
    async with listening(server) as line:
        await asyncio.to_thread(server.send_messages, *strange, undecodable, unknown)
        await asyncio.to_thread(
            server.send_messages, pricing("MSFT", price=1.0), pricing(time=0, price=1.0)
        )
        await line.says(182.91)
        assert dict(line.supervisor.edge.rejected) == {"invalid": 9}
        assert len(server.subscriptions) == 1


async def test_what_is_said_twice_or_late_or_by_another_clock(server: YahooServer) -> None:
    now = time.time_ns() // 1_000_000
    first, second = pricing(price=182.91, time=now), pricing(price=182.92, time=now + 1)
    late, ahead = pricing(price=182.90, time=now - 5), pricing(price=182.93, time=now + 1270)
    zero = pricing(price=182.94, time=now + 1271, market_hours=0, day_volume=0)
    async with listening(server) as line:
        await asyncio.to_thread(server.send_messages, first, second, second, late, ahead, zero)
        await line.says(182.95, time=now + 2000)
        prices = [str(each.price) for each in line.trades]
        assert prices == ["182.91", "182.92", "182.90", "182.93", "182.94", "182.95"]
        assert line.trades[3].ts_event == (now + 1270) * 1_000_000
        assert not line.supervisor.edge.rejected


async def test_a_burst_comes_whole(server: YahooServer) -> None:
    """In order, with all that was traded."""
    count, start = 5000, time.time_ns() // 1_000_000
    burst = [
        pricing(price=100 + number / 100, time=start + number, day_volume=1000 + 10 * number)
        for number in range(count)
    ]
    async with listening(server) as line:
        said = asyncio.create_task(asyncio.to_thread(server.send_messages, *burst))
        await line.until(lambda: len(line.trades) == count)
        await said
        assert [each.price for each in line.trades] == [
            Decimal(10_000 + number) / 100 for number in range(count)
        ]
        assert sum(each.size for each in line.trades) == 10 * (count - 1)


@pytest.mark.parametrize("refusal", [HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS])
async def test_a_refusal_is_said_and_asked_again_ever_more_rarely(
    server: YahooServer,
    refusal: HTTPStatus,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 5:
            server.refusal = None

    server.refusal = refusal
    patched = SimpleNamespace(sleep=sleep, get_running_loop=asyncio.get_running_loop)
    monkeypatch.setattr("ticker.feeds.library.asyncio", patched)
    async with listening(server) as line:
        await line.says(182.91)
    assert waits[4] > waits[0] * 4
    assert not any(record.exc_info for record in caplog.records)
    assert caplog.messages[0].startswith(
        f"yahoo: refused with HTTP {refusal.value}; connecting again in "
    )


@asynccontextmanager
async def waiting(url: str) -> AsyncIterator[asyncio.Future[Any]]:
    """For the first event of a server."""
    events = YahooFeed(UNIVERSE, symbols=["IBM"], url=url).events()
    first = asyncio.ensure_future(anext(events))
    try:
        yield first
    finally:
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await events.aclose()


async def test_who_is_refused_says_nothing_and_so_is_stale(server: YahooServer) -> None:
    server.refusal = HTTPStatus.UNAUTHORIZED
    async with waiting(server.url) as first:
        await wait_until(lambda: len(server.requested_paths) >= 2)
        assert not first.done()


async def test_a_server_that_is_not_there_is_said(caplog: pytest.LogCaptureFixture) -> None:
    gone = YahooServer()
    gone.close()
    async with waiting(gone.url) as first:
        await wait_until(lambda: bool(caplog.messages))
        assert caplog.messages[0].startswith("yahoo: cannot connect: ")
        assert not first.done()
