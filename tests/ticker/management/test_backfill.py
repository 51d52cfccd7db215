"""Bars of the past by the real yfinance from a server that plays Yahoo: good ones are kept, bad
ones named, twice is as once, and today is left to the feed that runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from http import HTTPStatus
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings
from yfinance.data import YfData

from drills.providers.yahoo import Candle, YahooServer
from tests.support.examples import IBM, UNIVERSE, ns_at
from ticker import models
from ticker.market.bar import Bar, Interval, midnight
from ticker.market.sessions import NEW_YORK
from ticker.store import barstore
from ticker.web.process import process

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of pandas, to yfinance
]
NOW = ns_at("2026-03-10 11:00")
"""A Tuesday, while the market is open."""

COMMAND = "ticker.management.commands.backfill"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    monkeypatch.setitem(process.__dict__, "universe", UNIVERSE)
    monkeypatch.setattr(f"{COMMAND}.time", SimpleNamespace(time_ns=lambda: NOW, sleep=lambda _: 0))
    settings.VAR_DIR = tmp_path


@pytest.fixture
def server() -> Iterator[YahooServer]:
    server = YahooServer()
    yield server
    server.close()


def backfill(server: YahooServer, *options: str, symbols: str = "IBM") -> str:
    """What it says on standard error."""
    # The library keeps answers as long as its process lives, which is for one command.
    YfData.cache_get.cache_clear()
    said = StringIO()
    try:
        feed = f"yahoo://?url={server.url}&symbols={symbols}"
        call_command("backfill", feed, *options, verbosity=0, stderr=said)
    except CommandError as error:
        return f"{said.getvalue()}CommandError: {error}\n"
    return said.getvalue()


def kept(server: YahooServer, symbol: str = IBM, interval: Interval = "1d") -> list[Bar]:
    return barstore.read_bars(f"yahoo?url={server.url}", symbol, interval, 0, 2**62)


def candle(day: str, *figures: float | None, clock: str = "09:30") -> Candle:
    opened = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), NEW_YORK)
    open_, high, low, close = figures or (150.0, 153.5, 149.25, 152.53)
    return int(opened.timestamp()), open_, high, low, close, 1000


def test_days_are_kept_quantised_at_the_exchanges_midnight_and_once(server: YahooServer) -> None:
    server.charts["IBM"] = [
        candle("2026-03-05", 150.00999450683594, 153.5, 149.25, 152.52999877929688),
        candle("2026-03-06"),
        candle("2026-03-09"),
        candle("2026-03-10"),
    ]
    assert backfill(server) == ""
    bars = kept(server)
    assert [bar.ts_open for bar in bars] == [
        midnight(date(2026, 3, day), NEW_YORK) for day in (5, 6, 9)
    ]
    first = bars[0]
    assert f"{first.open} {first.high} {first.low} {first.close}" == "150.01 153.50 149.25 152.53"
    assert (first.volume, first.trade_count, first.vwap) == (Decimal(1000), 0, None)
    server.charts["IBM"][1] = candle("2026-03-06", 151.0, 160.0, 149.0, 155.0)
    assert backfill(server) == ""
    assert len(kept(server)) == 3
    assert kept(server)[1].close == 155


def test_the_day_that_goes_on_is_the_running_feeds(server: YahooServer) -> None:
    today = Bar(ts_open=midnight(date(2026, 3, 10), NEW_YORK), open=Decimal(7), close=Decimal(7))
    barstore.save_bars(f"yahoo?url={server.url}", "1d", [(IBM, today)])
    server.charts["IBM"] = [candle("2026-03-09"), candle("2026-03-10")]
    backfill(server)
    assert kept(server)[-1] == today


def test_what_cannot_be_used_is_named_and_the_rest_kept(server: YahooServer) -> None:
    server.charts["IBM"] = [
        candle("2026-03-04", 150.0, 153.0, 149.0, None),
        candle("2026-03-05", 150.0, 151.0, 149.0, 152.0),
        candle("2026-03-06", 0.001, 153.0, 0.001, 152.0),
        candle("2026-03-09"),
    ]
    said = backfill(server, symbols="IBM,BAC").splitlines()
    assert said == [
        "XNYS:BAC: No data found, symbol may be delisted",
        "XNYS:IBM 2026-03-04: close NaN is not above 0 and below 1,000,000,000",
        "XNYS:IBM 2026-03-05: open 150.00 or close 152.00 is not from low 149.00 to high 151.00",
        "XNYS:IBM 2026-03-06: open 0.00 is not above 0 and below 1,000,000,000",
        "CommandError: 1 bars kept, 4 left out",
    ]
    assert len(kept(server)) == 1


def test_minutes(server: YahooServer) -> None:
    server.charts["IBM"] = [
        candle(day, clock=clock)
        for day in ("2026-02-27", "2026-03-09", "2026-03-10")
        for clock in ("09:30", "09:31")
    ]
    assert backfill(server, "--interval", "1m", "--days", "14") == ""
    assert [bar.ts_open for bar in kept(server, interval="1m")] == [
        ns_at(f"{day} {clock}")
        for day in ("2026-02-27", "2026-03-09")
        for clock in ("09:30", "09:31")
    ]


def test_only_those_that_are_named_are_asked_for(server: YahooServer) -> None:
    server.charts = {name: [candle("2026-03-09")] for name in ("IBM", "BAC", "SPY")}
    assert backfill(server, "--symbols", "bac", "ARCX:SPY", symbols="IBM,BAC,SPY") == ""
    assert not kept(server)
    assert len(kept(server, "XNYS:BAC")) == len(kept(server, "ARCX:SPY")) == 1


@pytest.mark.parametrize(
    ("options", "first"),
    [
        ([], "2025-03-09"),
        (["--range", "5y"], "2021-03-09"),
        (["--days", "3"], "2026-03-07"),
    ],
)
def test_how_far_back_it_asks(server: YahooServer, options: list[str], first: str) -> None:
    backfill(server, *options)
    begin = midnight(date.fromisoformat(first), NEW_YORK) // 10**9
    end = midnight(date(2026, 3, 9) + timedelta(days=1), NEW_YORK) // 10**9
    asked = [each for each in server.requested_paths if each.startswith("/v8/finance/chart/IBM")]
    assert f"period1={begin}&period2={end}&" in asked[0]


def test_who_is_refused_stops_and_keeps_what_there_is(server: YahooServer) -> None:
    server.chart_status = HTTPStatus.TOO_MANY_REQUESTS
    said = backfill(server, symbols="IBM,BAC")
    assert said == "CommandError: yahoo: too many requests; try again later; 0 bars kept\n"
    assert any("chart/BAC" in each for each in server.requested_paths)
    assert not any("chart/IBM" in each for each in server.requested_paths)


def test_an_answer_that_is_none_is_said(server: YahooServer) -> None:
    server.chart_status = HTTPStatus.INTERNAL_SERVER_ERROR
    said = backfill(server)
    assert said.startswith("XNYS:IBM: an answer that cannot be read (")
    assert said.endswith("CommandError: 0 bars kept, 1 left out\n")


def test_a_server_that_is_not_there_is_said() -> None:
    gone = YahooServer()
    gone.close()
    assert backfill(gone).startswith("CommandError: yahoo: cannot be reached: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["simulated://"],
            "simulated: this feed has no bars of the past; vendors' feeds have; 0",
        ),
        (["yahoo://", "--symbols", "NOSUCH"], "yahoo: unknown symbol: 'NOSUCH'; 0"),
        (["yahoo://", "--symbols", "BTC-USD"], "yahoo: has no KRAKEN:BTC-USD; 0"),
        (["yahoo://", "--days", "0"], "yahoo: has bars of 1d of the last 1 to 36500 days only; 0"),
        (
            ["yahoo://", "--interval", "1m", "--range", "1y"],
            "yahoo: has bars of 1m of the last 1 to 29 days only; 0",
        ),
        (["yahoo://", "--range", "1y", "--days", "2"], "not allowed with argument"),
    ],
)
def test_what_is_wrong_is_said(arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError) as error:
        call_command("backfill", *arguments)
    assert message in str(error.value)
    assert models.Bar.objects.count() == 0
