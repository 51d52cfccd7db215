"""Bars of the past by ccxt's own class, from a server that answers as Kraken's does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import pytest

from drills.providers.kraken import KrakenServer
from tests.support.examples import BTC, UNIVERSE
from tests.support.server import free_port
from ticker.feeds import open_url
from ticker.feeds.base import FeedError
from ticker.feeds.historyfeed import HistoryFeed, SkippedBar
from ticker.market.bar import Bar, Interval

DAY, MINUTE = 86_400, 60
YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)


@pytest.fixture(scope="module")
def kraken() -> Iterator[KrakenServer]:
    server = KrakenServer()
    yield server
    server.close()


def row(at: int, *prices: str, volume: str = "12.50000000") -> list[Any]:
    """As Kraken has it: seconds, open, high, low, close, VWAP, volume, count."""
    figures = prices or ("64250.1", "64300.0", "64200.00", "64299.9")
    return [at, *figures, "64251.3", volume, 17]


def seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def asked(url: str, interval: Interval, first: date, last: date) -> list[Bar | SkippedBar]:
    feed = open_url(f"crypto://kraken?symbols=BTC-USD&url={url}", UNIVERSE)
    assert isinstance(feed, HistoryFeed)
    return list(feed.historical_bars(UNIVERSE[BTC], interval, first, last))


def test_days_with_all_their_digits(kraken: KrakenServer) -> None:
    kraken.reset()
    first = YESTERDAY - timedelta(days=2)
    starts = [seconds(first) + each * DAY for each in range(-1, 4)]
    kraken.candles = {"BTC-USD": [row(each) for each in starts]}
    bars = asked(kraken.url, "1d", first, YESTERDAY)
    assert [bar.ts_open for bar in bars if isinstance(bar, Bar)] == [
        each * 10**9 for each in starts[1:4]
    ], "those of before and of today are not asked for"
    bar = bars[0]
    assert isinstance(bar, Bar)
    figures = (bar.open, bar.high, bar.low, bar.close, bar.volume)
    wanted = ["64250.1", "64300.0", "64200.00", "64299.9", "12.50000000"]
    assert [str(each) for each in figures] == wanted


def test_of_minutes_there_are_those_of_half_a_day(kraken: KrakenServer) -> None:
    kraken.reset()
    last = int(time.time()) // MINUTE * MINUTE - 5 * MINUTE
    minutes = range(last - 800 * MINUTE, last + MINUTE, MINUTE)
    kraken.candles = {"BTC-USD": [row(each) for each in minutes]}
    today = YESTERDAY + timedelta(days=1)
    left_out, *bars = asked(kraken.url, "1m", YESTERDAY, today)
    assert isinstance(left_out, SkippedBar)
    assert left_out.reason.endswith("UTC are not to be had any more")
    starts = [bar.ts_open // 10**9 for bar in bars if isinstance(bar, Bar)]
    assert len(bars) == len(starts) > 700
    assert starts == list(range(starts[0], last + MINUTE, MINUTE))


def test_a_bar_that_cannot_be_used_is_named(kraken: KrakenServer) -> None:
    kraken.reset()
    at = seconds(YESTERDAY)
    bad = row(at, "1", "2", "3", "1")
    kraken.candles = {"BTC-USD": [row(at - DAY, "NaN", "1", "1", "1"), bad]}
    found = asked(kraken.url, "1d", YESTERDAY - timedelta(days=1), YESTERDAY)
    assert [each.reason for each in found if isinstance(each, SkippedBar)] == [
        "open NaN is not above 0 and below 1,000,000,000",
        "open 1 or close 1 is not from low 3 to high 2",
    ]
    assert found[1] == SkippedBar(
        f"{YESTERDAY} 00:00", "open 1 or close 1 is not from low 3 to high 2"
    )
    kraken.candles = {}
    assert asked(kraken.url, "1d", YESTERDAY, YESTERDAY) == [SkippedBar("", "no bars")]


@pytest.mark.parametrize(
    ("status", "error", "why"),
    [
        (HTTPStatus.TOO_MANY_REQUESTS, "", "429 Too Many Requests"),
        (HTTPStatus.BAD_GATEWAY, "", "502 Bad Gateway"),
        (HTTPStatus.OK, "EGeneral:Too many requests", "EGeneral:Too many requests"),
    ],
)
def test_where_to_ask_again_is_of_no_use(
    kraken: KrakenServer, status: HTTPStatus, error: str, why: str
) -> None:
    kraken.reset()
    kraken.rest_status, kraken.rest_error = status, error
    with pytest.raises(FeedError, match=f"^kraken: .*{why}"):
        asked(kraken.url, "1d", YESTERDAY, YESTERDAY)


def test_an_instrument_that_it_does_not_have_is_left_out(kraken: KrakenServer) -> None:
    kraken.reset()
    kraken.rest_error = "EQuery:Unknown asset pair"
    (found,) = asked(kraken.url, "1d", YESTERDAY, YESTERDAY)
    assert isinstance(found, SkippedBar)
    assert "Unknown asset pair" in found.reason


def test_nobody_there() -> None:
    with pytest.raises(FeedError, match=r"^kraken: .*refused"):
        asked(f"http://127.0.0.1:{free_port()}", "1d", YESTERDAY, YESTERDAY)


def test_how_far_back(kraken: KrakenServer) -> None:
    feed = open_url(f"crypto://kraken?url={kraken.url}", UNIVERSE)
    assert isinstance(feed, HistoryFeed)
    assert feed.days_back == {"1d": 719, "1m": 1}
    assert Decimal(feed.days_back["1d"]) > 366, "a year, as backfill asks for"
