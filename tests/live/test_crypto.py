"""The stream of crypto:// by ccxt's own classes, from a server that speaks Kraken's protocol."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from drills.providers.kraken import (
    KrakenServer,
    format_time,
    frame,
    now_text,
    ticker,
    tickers,
    trade,
    trades,
)
from tests.support.examples import BTC, SECOND, UNIVERSE
from tests.support.feedreading import read_feed
from tests.support.server import MANAGE, PATIENCE, ROOT, environment
from ticker.feeds.backoff import FIRST_DELAY, JITTER
from ticker.feeds.crypto import exchange
from ticker.market.events import SNAPSHOT, HeartbeatEvent
from ticker.market.freshness import Freshness
from ticker.market.market import Market
from ticker.market.sessions import calendars


@pytest.fixture(scope="module")
def only_server() -> Iterator[KrakenServer]:
    server = KrakenServer()
    yield server
    server.close()


@pytest.fixture
def kraken(only_server: KrakenServer) -> KrakenServer:
    only_server.reset_with_snapshots()
    return only_server


async def test_figures_have_all_their_digits(kraken: KrakenServer) -> None:
    async with read_feed(kraken.url) as found:
        await found.wait_until(lambda: bool(found.quotes and found.trades))
        said = trade(2, "64250.10", "12345678.12345678", timestamp="2026-11-29T04:00:00.123456Z")
        small = trade(3, "0.00001230", "0.10000000", side="buy")
        kraken.send_messages(trades(said, small))
        await found.wait_for_trade(3)
    (first, second, third), (quote,) = found.trades, found.quotes
    assert (str(first.price), str(first.size), first.flags) == ("64250.00", "0", SNAPSHOT)
    assert (str(second.price), str(second.size)) == ("64250.10", "12345678.12345678")
    assert (second.symbol, second.aggressor_side, second.flags) == (BTC, "sell", 0)
    assert second.ts_event == 1_795_924_800_123_456_000
    assert (str(third.price), str(third.size)) == ("0.00001230", "0.10000000")
    assert third.aggressor_side == "buy"
    sides = (quote.bid, quote.bid_size, quote.ask, quote.ask_size)
    assert [str(each) for each in sides] == ["64250.0", "1.50000000", "64250.10", "0.25000000"]
    assert kraken.subscriptions == [
        {"channel": "trade", "symbol": ["BTC/USD"], "snapshot": True},
        {"channel": "ticker", "symbol": ["BTC/USD"], "event_trigger": "bbo"},
    ]


@pytest.mark.parametrize(
    ("lose", "why"),
    [
        (KrakenServer.close_connection, "Connection closed by remote server, closing code 1000"),
        (KrakenServer.abort, "Connection closed by remote server, closing code 1006"),
        (KrakenServer.freeze, "timed out due to a ping-pong keepalive missing on time"),
    ],
)
async def test_a_connection_that_is_lost_is_made_again_and_nothing_is(
    kraken: KrakenServer,
    lose: Callable[[KrakenServer], None],
    why: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    if lose is KrakenServer.freeze:
        monkeypatch.setitem(exchange.STREAMING_OPTIONS, "keepAlive", 1000)
    async with read_feed(kraken.url) as found:
        await found.wait_until(lambda: bool(found.trades))
        kraken.send_messages(trades(trade(2)))
        await found.wait_for_trade(2)
        begun = time.time()  # once: between two of these a slow machine may take milliseconds
        told = [trade(each, timestamp=format_time(begun + each / 1000)) for each in (4, 3, 2, 1)]
        kraken.snapshots["trade"] = [trades(*told, kind="snapshot")]
        lost_at = time.time_ns()
        await asyncio.to_thread(lose, kraken)
        await found.wait_for_trade(4)
        kraken.send_messages(trades(trade(5)))
        await found.wait_for_trade(5)
    assert found.trade_ids == ["2", "3", "4", "5"]
    assert found.invalid_types == []
    (gap,) = found.gaps
    assert gap.gap_since is not None
    assert lost_at - SECOND * 3 // 2 < gap.gap_since < lost_at + SECOND // 2
    assert lost_at < gap.ts_recv
    losses = [each for each in caplog.messages if "connecting again" in each]
    assert why in losses[0]


def test_a_loss_is_over_within_ten_seconds() -> None:
    """A ping may just have been answered; the second after it finds none that is."""
    noticed = 3 * exchange.STREAMING_OPTIONS["keepAlive"] / 1000
    connected = exchange.STREAMING_OPTIONS["connectionTimeout"] / 1000 / 2
    assert noticed + FIRST_DELAY * (1 + JITTER) + connected < 10


async def test_a_burst_with_trades_told_twice(kraken: KrakenServer) -> None:
    numbers = range(2, 5002)
    frames = [trades(trade(each), trade(each + 1)) for each in numbers[::2]]
    frames.insert(1500, frames[1000])
    async with read_feed(kraken.url) as found:
        await found.wait_until(lambda: bool(found.trades))
        await asyncio.to_thread(kraken.send_messages, *frames)
        await found.wait_for_trade(5001)
        assert found.trade_ids == [str(each) for each in numbers]
        await found.wait_until(lambda: isinstance(found.events[-1], HeartbeatEvent))
    assert len(kraken.subscriptions) == 2, "the connection was never lost"


async def test_a_message_that_cannot_be_read_is_told_and_the_rest_goes_on(
    kraken: KrakenServer,
) -> None:
    bad = ['{"channel":', '{"channel": "trade", "data": []}', trades({"symbol": "BTC/USD"})]
    bad += [trades(trade(2, symbol="NO/SUCH")), trades(trade(2, timestamp="soon"))]
    bad += [trades(trade(2, qty="0.1", price="0")), trades(trade(2) | {"price": "x"}), "[" * 2000]
    ignored = ["garbage", "[1]", "{}", frame({"channel": "news", "data": [1]}), tickers({})]
    async with read_feed(kraken.url) as found:
        await found.wait_until(lambda: bool(found.quotes))
        kraken.send_messages(*bad, *ignored, trades(trade(9)))
        await found.wait_for_trade(9)
    assert len(found.invalid_types) == len(bad)
    assert found.invalid_types[:5] == [
        "a message that cannot be read (Input data was truncated)",
        "a message that cannot be read (list index out of range)",
        "a trade of BTC/USD without price, size or time",
        "kraken does not have market symbol NO/SUCH",
        "a trade or ticker that cannot be read (Invalid isoformat string: 'soon')",
    ]
    assert found.trade_ids == ["9"]


async def test_quotes_of_one_moment_end_with_the_newest(kraken: KrakenServer) -> None:
    """The library's own way would show the first until the next one comes."""
    asks = [f"64251.{each:02}" for each in range(40)]
    async with read_feed(kraken.url) as found:
        await found.wait_until(lambda: bool(found.quotes))
        kraken.send_messages(*(tickers(ticker("64250.0", each)) for each in [*asks, asks[-1]]))
        await found.wait_until(lambda: found.quotes[-1].ask == Decimal(asks[-1]))
        kraken.send_messages(trades(trade(9)))
        await found.wait_for_trade(9)
    assert [str(each.ask) for each in found.quotes[1:]] == asks, "what is the same is said once"


async def test_what_comes_late_or_from_a_clock_ahead(kraken: KrakenServer) -> None:
    async with read_feed(kraken.url) as found:
        await found.wait_until(lambda: bool(found.trades))
        ahead = trade(2, "64260.0", timestamp=now_text(1.27))
        kraken.send_messages(trades(ahead), trades(trade(3, "64240.0", timestamp=now_text(-0.5))))
        await found.wait_for_trade(3)
    market = Market(UNIVERSE, calendars)
    for each in found.trades:
        assert market.apply(each) == ""
    (level,) = market.drain(1, 0, Freshness("LIVE"), found.trades[1].ts_event)
    assert (str(level.last), level.volume, level.trade_count) == ("64260.0", Decimal("0.01"), 3)


def test_a_process_prints_it_until_it_is_told_to_end(kraken: KrakenServer, var_dir: Path) -> None:
    env = environment(var_dir)
    command = [*MANAGE, "print_feed", f"crypto://kraken?symbols=BTC-USD&url={kraken.url}"]
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        kraken.wait_for(2)
        kraken.send_messages(trades(trade(2, "64250.10")))
        lines = []
        for line in process.stdout:
            lines.append(json.loads(line))
            if lines[-1].get("trade_id") == "2":
                break
        process.send_signal(signal.SIGTERM)
        rest, complaints = process.communicate(timeout=PATIENCE)
    assert lines[-1]["price"] == "64250.10"
    assert (process.returncode, complaints) == (0, "")
    assert [each for each in rest.splitlines() if not re.search('"heartbeat"', each)] == []
