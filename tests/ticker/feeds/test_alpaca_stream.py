"""The stream of alpaca:// with the real library, against a server that speaks Alpaca's protocol."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from decimal import Decimal
from http import HTTPStatus

import pytest
from django.conf import settings

from drills.providers.alpaca import KEY_ID, SECRET_KEY, AlpacaServer, error, trade
from tests.support.examples import UNIVERSE
from tests.support.wait import wait_until
from ticker.feeds import library
from ticker.feeds.alpaca.client import stream_client
from ticker.feeds.alpaca.closes import THREAD_NAME
from ticker.feeds.alpaca.feed import AlpacaFeed
from ticker.feeds.base import Feed
from ticker.market.events import AnyEvent, HeartbeatEvent, Reference, Trade
from ticker.market.sessions import Session, calendars

RECOVERY = 10.0
"""Seconds within which it must speak again."""


@pytest.fixture(scope="module")
def one_server() -> Iterator[AlpacaServer]:
    server = AlpacaServer()
    stream_client(("", ""), "iex", server.url, ["IBM"])  # imports the library, which takes its time
    yield server
    server.close()


@pytest.fixture
def server(one_server: AlpacaServer, monkeypatch: pytest.MonkeyPatch) -> AlpacaServer:
    monkeypatch.setattr(settings, "ALPACA_KEY_ID", KEY_ID)
    monkeypatch.setattr(settings, "ALPACA_SECRET_KEY", SECRET_KEY)
    one_server.reset()
    return one_server


class Listener:
    """What a feed has said."""

    def __init__(self, feed: Feed) -> None:
        self.said: list[AnyEvent | bytes] = []
        self._feed = feed

    async def listen(self) -> None:
        async for each in self._feed.events():
            self.said.append(each)

    @property
    def numbers(self) -> list[str]:
        return [each.trade_id or "" for each in self.said if isinstance(each, Trade)]


@asynccontextmanager
async def listening(server: AlpacaServer, query: str = "") -> AsyncIterator[Listener]:
    params = {"symbols": "IBM", "url": server.url, "mute": "3600"}
    params |= dict(each.split("=") for each in query.split("&") if each)
    listener = Listener(AlpacaFeed.from_query("iex", UNIVERSE, params))
    task = asyncio.create_task(listener.listen())
    try:
        yield listener
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        for thread in [each for each in threading.enumerate() if each.name == THREAD_NAME]:
            await asyncio.to_thread(thread.join)


async def subscribed(server: AlpacaServer, connections: int = 1) -> None:
    await asyncio.to_thread(server.wait_for, connections)


async def test_it_authenticates_subscribes_and_lives_while_nothing_is_said(
    server: AlpacaServer,
) -> None:
    async with listening(server, "symbols=IBM,BAC") as listener:
        await subscribed(server)
        channels = ("trades", "quotes", "statuses", "dailyBars")
        assert server.subscriptions == [{key: ["IBM", "BAC"] for key in channels}]
        assert server.handshakes == ["/v2/iex"]
        await wait_until(lambda: len(listener.said) >= 2)
        assert [type(each) for each in listener.said[:2]] == [HeartbeatEvent, HeartbeatEvent]


async def test_a_burst_is_heard_whole_and_in_order(server: AlpacaServer) -> None:
    async with listening(server) as listener:
        await subscribed(server)
        for start in range(0, 5000, 100):
            batch = [trade(number) for number in range(start, start + 100)]
            await asyncio.to_thread(server.send_messages, *batch)
        await wait_until(lambda: len(listener.numbers) == 5000)
        assert listener.numbers == [f"{number}-N" for number in range(5000)]


async def test_what_is_said_twice_or_late_is_passed_on_for_the_market_to_judge(
    server: AlpacaServer,
) -> None:
    now = time.time_ns()
    async with listening(server) as listener:
        await subscribed(server)
        ahead, late = now + 1_270_000_001, now - 60 * 10**9 + 1
        server.send_messages(trade(1, now), trade(1, now), trade(2, ahead), trade(3, late))
        await wait_until(lambda: len(listener.numbers) == 4)
        trades = [each for each in listener.said if isinstance(each, Trade)]
        assert [each.ts_event for each in trades] == [now, now, ahead, late]
        assert {each.price for each in trades} == {Decimal("182.91")}


@pytest.mark.parametrize("loss", [AlpacaServer.close_connection, AlpacaServer.abort])
async def test_a_lost_connection_is_made_again(
    server: AlpacaServer, loss: Callable[[AlpacaServer], None]
) -> None:
    async with listening(server) as listener:
        await subscribed(server)
        server.send_messages(trade(1))
        await wait_until(lambda: listener.numbers == ["1-N"])
        began = time.monotonic()
        await asyncio.to_thread(loss, server)
        await subscribed(server, 2)
        server.send_messages(trade(2))
        await wait_until(lambda: listener.numbers == ["1-N", "2-N"])
        assert time.monotonic() - began < RECOVERY


async def test_a_server_that_is_mute_is_left(
    server: AlpacaServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ticker.feeds.websocket.SILENCE_LIMIT", 1.0)
    async with listening(server) as listener:
        await subscribed(server)
        server.freeze()
        began = time.monotonic()
        await subscribed(server, 2)
        server.send_messages(trade(2))
        await wait_until(lambda: listener.numbers == ["2-N"])
        assert time.monotonic() - began < RECOVERY
    assert "alpaca: no sign of life for 1 s; connecting again" in caplog.text


async def test_a_server_that_only_lives_is_left_in_regular_trading(
    server: AlpacaServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = time.time_ns()
    calendar = calendars()["XNYS"]
    session = Session(calendar.at(now).trade_date, "REGULAR", now - 10**12, now + 10**12)
    monkeypatch.setattr(type(calendar), "at", lambda *_: session)
    async with listening(server, "mute=1"):
        await subscribed(server, 2)
    assert "alpaca: no message for 1 s of regular trading; connecting again" in caplog.text


async def test_garbage_is_told_and_nothing_else_is_lost(server: AlpacaServer) -> None:
    async with listening(server) as listener:
        await subscribed(server)
        for frame in (b"\xc1", b"\x81", "[]", b"\x07", b"\x91\x07", b"\x91\x80"):
            server.send(frame)
        server.send_messages(trade(1), {"T": "t"}, trade(2))
        await wait_until(lambda: len(listener.numbers) == 2)
        whats = [each.decode() for each in listener.said if isinstance(each, bytes)]
        assert [what.partition(": ")[2] for what in whats] == [
            '"a frame that is no MessagePack"}',
            '"a frame that is no MessagePack"}',
            '"a frame that is no MessagePack"}',
            '"a frame that is no list of messages"}',
            '"what is no message"}',
            '"a message: Object missing required field `T`"}',
            '"a message: Object missing required field `S`"}',
        ]
        assert len(server.handshakes) == 1


REFUSED = [
    (402, "auth failed", "are ALPACA_KEY_ID and ALPACA_SECRET_KEY right?"),
    (401, "not authenticated", "are ALPACA_KEY_ID and ALPACA_SECRET_KEY right?"),
    (
        409,
        "insufficient subscription",
        "the subscription does not have this feed; try alpaca://iex",
    ),
]


@pytest.mark.parametrize(("code", "words", "advice"), REFUSED)
async def test_who_is_refused_says_why_and_does_not_hammer(
    server: AlpacaServer, caplog: pytest.LogCaptureFixture, code: int, words: str, advice: str
) -> None:
    server.denial = error(code, words)
    async with listening(server):
        await wait_until(lambda: "connecting again" in caplog.text)
    (said,) = caplog.messages
    assert said == f"alpaca: {words} ({code}); {advice}; connecting again in 60.0 s"
    assert len(server.handshakes) == 1


async def test_a_key_that_is_taken_again_is_heard_of(
    server: AlpacaServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(library, "REFUSED_DELAY", 0.2)
    server.refusal = HTTPStatus.FORBIDDEN
    async with listening(server):
        await wait_until(lambda: "refused (HTTP 403)" in caplog.text)
        server.refusal = None
        await subscribed(server)


async def test_too_many_symbols_are_said(
    server: AlpacaServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer = error(405, "symbol limit exceeded")
    async with listening(server):
        await wait_until(lambda: "connecting again" in caplog.text)
    why = "alpaca: symbol limit exceeded (405); name fewer with symbols="
    assert caplog.messages == [f"{why}; connecting again in 60.0 s"]


async def test_a_key_in_use_elsewhere_is_waited_for(
    server: AlpacaServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.denial = error(406, "connection limit exceeded")
    began = time.monotonic()
    async with listening(server):
        await wait_until(lambda: len(caplog.messages) >= 2)
        server.denial = None
        await subscribed(server)
    assert time.monotonic() - began < RECOVERY
    why = "alpaca: connection limit exceeded (406); does another process use this key?"
    assert all(said.startswith(f"{why}; connecting again in ") for said in caplog.messages)


async def test_who_asks_too_often_waits_longer_each_time(
    server: AlpacaServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.refusal = HTTPStatus.TOO_MANY_REQUESTS
    began = time.monotonic()
    async with listening(server):
        await wait_until(lambda: len(caplog.messages) >= 3)
        server.refusal = None
        await subscribed(server)
    assert time.monotonic() - began < RECOVERY
    assert all("refused (HTTP 429); too many requests" in said for said in caplog.messages)
    waits = [float(said.split()[-2]) for said in caplog.messages]
    assert waits[2] > 2 * waits[0]


async def test_who_is_too_slow_says_so_and_comes_back(
    server: AlpacaServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(server) as listener:
        await subscribed(server)
        began = time.monotonic()
        server.send_messages(error(407, "slow client"))
        await subscribed(server, 2)
        server.send_messages(trade(2))
        await wait_until(lambda: listener.numbers == ["2-N"])
        assert time.monotonic() - began < RECOVERY
    assert "alpaca: slow client (407); connecting again" in caplog.text


async def test_another_server_on_the_port_is_no_stream(
    server: AlpacaServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.denial = {"T": 7}
    async with listening(server):
        await wait_until(lambda: "connecting again" in caplog.text)
    assert "alpaca: failed to authenticate" in caplog.text


async def test_who_never_answers_is_left(
    server: AlpacaServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ticker.feeds.websocket.CONNECT_LIMIT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        began = time.monotonic()
        async with listening(server, f"url=http://127.0.0.1:{mute.getsockname()[1]}"):
            await wait_until(
                lambda: "alpaca: no answer within 0.5 s; connecting again" in caplog.text
            )
        assert time.monotonic() - began < RECOVERY


async def test_nobody_there_is_said(server: AlpacaServer, caplog: pytest.LogCaptureFixture) -> None:
    async with listening(server, "url=http://127.0.0.1:9"):
        await wait_until(lambda: "connecting again" in caplog.text)
    assert "alpaca: cannot connect: " in caplog.text


async def test_the_closes_of_the_session_before_come_with_it(server: AlpacaServer) -> None:
    calendar = calendars()["XNYS"]
    before = calendar.previous(calendar.at(time.time_ns()).trade_date)
    bar = {"o": 180.0, "h": 190.0, "l": 170.0, "v": 1000, "n": 10, "vw": 181.0}
    earlier = calendar.previous(before)
    server.bars["IBM"] = [
        {**bar, "t": f"{earlier}T05:00:00Z", "c": 188.0},
        {**bar, "t": f"{before}T05:00:00Z", "c": 186.5125},
    ]
    async with listening(server) as listener:
        await wait_until(lambda: Reference in {type(each) for each in listener.said})
    (found,) = [each for each in listener.said if isinstance(each, Reference)]
    assert found.symbol == "XNYS:IBM"
    assert (found.prev_close, found.prev_close_date) == (Decimal("186.5125"), str(before))
    (asked,) = server.bar_requests
    assert (asked["feed"], asked["adjustment"]) == ("sip", "split")


async def test_closes_that_cannot_be_had_are_said_and_nothing_waits(
    server: AlpacaServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.bars_status = HTTPStatus.FORBIDDEN
    async with listening(server) as listener:
        await subscribed(server)
        await wait_until(lambda: "no previous closes" in caplog.text)
        server.send_messages(trade(1))
        await wait_until(lambda: listener.numbers == ["1-N"])
    assert "refused (HTTP 403); are ALPACA_KEY_ID and ALPACA_SECRET_KEY right?" in caplog.text


async def test_the_secret_is_not_logged(
    server: AlpacaServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with listening(server) as listener:
        await wait_until(lambda: len(server.bar_requests) == 1)
        await subscribed(server)
        server.send_messages(trade(1))
        await wait_until(lambda: listener.numbers == ["1-N"])
    secret = SECRET_KEY.encode()
    assert caplog.text
    assert SECRET_KEY not in caplog.text
    assert secret[:8].hex(" ") not in caplog.text
