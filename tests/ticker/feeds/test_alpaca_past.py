"""Alpaca's bars of the past with the real library: exact, and what cannot be used is named."""

from __future__ import annotations

import socket
import time
from datetime import date
from http import HTTPStatus
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from drills.providers.alpaca import AlpacaServer, Message
from tests.support.examples import IBM, UNIVERSE, ns_at
from tests.ticker.feeds.test_alpaca_stream import one_server, server
from ticker.feeds.alpaca.feed import AlpacaFeed
from ticker.feeds.base import FeedError
from ticker.feeds.historyfeed import SkippedBar
from ticker.market.bar import Bar, Interval
from ticker.market.sessions import calendars
from ticker.store import barstore
from ticker.web.process import process

__all__ = ["one_server", "server"]  # the fixtures

FIRST, LAST = date(2025, 10, 30), date(2025, 11, 4)


def bar(at: str, close: float = 102.5, **fields: object) -> Message:
    said = {"t": at, "o": 101.0, "h": 103.25, "l": 100.1, "c": close, "v": 5000}
    return {**said, "n": 40, "vw": 101.9, **fields}


def ask(
    server: AlpacaServer, interval: Interval = "1d", feed: str = "sip", url: str = ""
) -> list[Bar | SkippedBar]:
    alpaca = AlpacaFeed.from_query(feed, UNIVERSE, {"symbols": "IBM", "url": url or server.url})
    return list(alpaca.historical_bars(UNIVERSE[IBM], interval, FIRST, LAST))


def test_days_are_those_of_new_york_and_all_pages_are_read(server: AlpacaServer) -> None:
    """Its clocks were set back on 2025-11-02."""
    days = ("2025-10-30T04", "2025-10-31T04", "2025-11-03T05", "2025-11-04T05")
    server.bars["IBM"] = [bar(f"{day}:00:00Z", 102 + n / 100) for n, day in enumerate(days)]
    found = ask(server)
    assert [each.ts_open for each in found if isinstance(each, Bar)] == [
        ns_at(f"2025-{day} 00:00") for day in ("10-30", "10-31", "11-03", "11-04")
    ]
    bars = [each for each in found if isinstance(each, Bar)]
    assert [str(each.close) for each in bars] == ["102.00", "102.01", "102.02", "102.03"]
    assert {f"{each.open} {each.high} {each.low} {each.volume}" for each in bars} == {
        "101.00 103.25 100.10 5000"
    }
    assert len(server.bar_requests) == 2
    asked = server.bar_requests[0]
    assert (asked["symbols"], asked["timeframe"], asked["adjustment"]) == ("IBM", "1Day", "raw")
    assert asked["start"].startswith("2025-10-30T04:00:00")
    assert asked["end"].startswith("2025-11-05T04:59:59")


def test_minutes(server: AlpacaServer) -> None:
    server.bars["IBM"] = [bar("2025-11-03T14:30:00Z"), bar("2025-11-03T21:59:00Z")]
    found = [each.ts_open for each in ask(server, "1m") if isinstance(each, Bar)]
    assert found == [ns_at("2025-11-03 09:30"), ns_at("2025-11-03 16:59")]
    assert server.bar_requests[0]["timeframe"] == "1Min"


@pytest.mark.parametrize(
    ("feed", "asked"), [("iex", "iex"), ("sip", "sip"), ("delayed_sip", "sip")]
)
def test_bars_are_those_of_the_feed(server: AlpacaServer, feed: str, asked: str) -> None:
    """Of days that are over nothing is delayed."""
    ask(server, feed=feed)
    assert server.bar_requests[0]["feed"] == asked


def test_what_cannot_be_used_is_named_and_the_rest_kept(server: AlpacaServer) -> None:
    server.bars["IBM"] = [
        bar("2025-10-30T04:00:00Z"),
        bar("2025-10-31T04:00:00Z", c=104.0),
        bar("2025-11-03T05:00:00Z", v=-1),
        bar("2025-11-04T05:00:00Z", o="1"),
    ]
    good, *others = ask(server)
    assert isinstance(good, Bar)
    assert others == [
        SkippedBar(
            "2025-10-31T04:00:00Z",
            "open 101.00 or close 104.00 is not from low 100.10 to high 103.25",
        ),
        SkippedBar(
            "2025-11-03T05:00:00Z", "volume -1 is not from 0 to below 1,000,000,000,000,000"
        ),
        SkippedBar("2025-11-04T05:00:00Z", "Expected `float`, got `str` - at `$.o`"),
    ]


def test_none_is_said(server: AlpacaServer) -> None:
    assert ask(server) == [SkippedBar("", "no bars")]


@pytest.mark.parametrize(
    ("status", "text", "reason"),
    [
        (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid symbol", "refused (HTTP 422): invalid symbol"),
        (HTTPStatus.OK, "<html>", "an answer that cannot be read"),
        (HTTPStatus.OK, "[]", "an answer that cannot be read"),
        (HTTPStatus.OK, '{"bars": {"IBM": 7}}', "an answer that cannot be read"),
        (HTTPStatus.OK, '{"bars": {"IBM": {}}}', "an answer that cannot be read"),
    ],
)
def test_an_answer_that_is_none_of_bars_is_said(
    server: AlpacaServer, status: HTTPStatus, text: str, reason: str
) -> None:
    server.bars_status, server.bars_text = status, text
    (found,) = ask(server)
    assert isinstance(found, SkippedBar)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (403, r"alpaca: refused \(HTTP 403\); are ALPACA_KEY_ID and ALPACA_SECRET_KEY right\?"),
        (429, r"alpaca: refused \(HTTP 429\); too many requests"),
        (500, r"alpaca: refused \(HTTP 500\)"),
    ],
)
def test_where_no_other_would_be_answered_either_it_ends(
    server: AlpacaServer, monkeypatch: pytest.MonkeyPatch, status: int, message: str
) -> None:
    monkeypatch.setattr("alpaca.common.rest.DEFAULT_RETRY_WAIT_SECONDS", 0)
    server.bars_status = HTTPStatus(status)
    with pytest.raises(FeedError, match=message):
        ask(server)


def test_it_does_not_wait_for_ever(server: AlpacaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ticker.feeds.alpaca.client.ANSWER_LIMIT", 0.2)
    unreached = pytest.raises(FeedError, match="alpaca: cannot be reached: ")
    with socket.create_server(("127.0.0.1", 0)) as mute, unreached:
        ask(server, url=f"http://127.0.0.1:{mute.getsockname()[1]}")


@pytest.mark.django_db
def test_backfill_keeps_them_under_the_feeds_own_name(
    server: AlpacaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(process.__dict__, "universe", UNIVERSE)
    calendar = calendars()["XNYS"]
    today = calendar.at(time.time_ns()).trade_date
    days = [calendar.previous(calendar.previous(today)), calendar.previous(today), today]
    server.bars["IBM"] = [bar(f"{day}T05:00:00Z") for day in days]
    feed = f"alpaca://iex?symbols=IBM&url={server.url}"
    said = StringIO()
    call_command("backfill", feed, days=10, stdout=said)
    assert said.getvalue() == "2 bars kept\n"
    kept = barstore.read_bars(f"alpaca://iex?url={server.url}", IBM, "1d", 0, 2**62)
    assert [each.volume for each in kept] == [5000, 5000]
    assert barstore.read_bars(f"alpaca://sip?url={server.url}", IBM, "1d", 0, 2**62) == []


def test_backfill_without_a_key_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ALPACA_KEY_ID", "")
    monkeypatch.setattr(settings, "ALPACA_SECRET_KEY", "")
    monkeypatch.setitem(process.__dict__, "universe", UNIVERSE)
    message = "alpaca: set ALPACA_KEY_ID and ALPACA_SECRET_KEY in the environment"
    with pytest.raises(CommandError, match=message):
        call_command("backfill", "alpaca://iex")
