"""FEED: which feed a URL is, and one clear line for a URL that is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.support.examples import UNIVERSE, trade
from tests.support.server import ROOT
from tests.ticker.publishing.test_publisher import Script
from ticker.feeds import SCHEMES, open_feed, open_feeds, single_url
from ticker.feeds.base import FeedError
from ticker.feeds.ingest import LocalIngestFeed
from ticker.feeds.lines import ExecFeed, StandardInputFeed
from ticker.feeds.redisingest import RedisIngestFeed
from ticker.feeds.replay import ReplayFeed
from ticker.feeds.setting import check_combination, group_origin, member_origins
from ticker.feeds.simulated import SimulatedFeed
from ticker.feeds.vendor import VendorFeed
from ticker.feeds.yahoo.feed import YahooFeed
from ticker.market.events import encode

NAME_THEM = "give each its own, as in one=exec:FIRST two=exec:SECOND"


@pytest.fixture
def tape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A recording, in the current directory."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a tape #1.ndjson"
    path.write_bytes(encode(trade("182")))
    return path


def test_simulated() -> None:
    feed = open_feed("simulated://?seed=9&instruments=3&rate=50", UNIVERSE)
    assert isinstance(feed, SimulatedFeed)
    assert (feed.seed, len(feed.definitions), feed.rate) == (9, 3, 50)
    assert isinstance(open_feed("simulated://", UNIVERSE), SimulatedFeed)


@pytest.mark.parametrize(
    "written", ["'replay://{0}'", "'replay:{1}'", "'replay:a%20tape%20%231.ndjson'"]
)
def test_replay(tape: Path, written: str) -> None:
    feed = open_feed(written.format(tape, tape.name), UNIVERSE)
    assert isinstance(feed, ReplayFeed)
    assert feed.path.resolve() == tape
    assert (feed.speed, feed.loop) == (1, False)


def test_replay_with_parameters(tape: Path) -> None:
    feed = open_feed(f"'replay://{tape}?speed=10&loop=1'", UNIVERSE)
    assert isinstance(feed, ReplayFeed)
    assert (feed.speed, feed.loop) == (10, True)


def test_standard_input() -> None:
    assert isinstance(open_feed("ndjson://-", UNIVERSE), StandardInputFeed)


def test_ingest_is_here_or_comes_over_redis(settings: Any) -> None:
    settings.REDIS_URL = ""
    assert isinstance(open_feed("ingest:", UNIVERSE), LocalIngestFeed)
    settings.REDIS_URL = "redis://localhost"
    assert isinstance(open_feed("ingest:", UNIVERSE), RedisIngestFeed)


@pytest.mark.parametrize(
    ("setting", "command"),
    [
        ("exec:feed.py", ["feed.py"]),
        ("exec:'a feed.py --fast \"1 2\"'", ["a", "feed.py", "--fast", "1 2"]),
    ],
)
def test_exec(setting: str, command: list[str]) -> None:
    feed = open_feed(setting, UNIVERSE)
    assert isinstance(feed, ExecFeed)
    assert feed.command == command


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("", "DELAYED"),
        ("?delay=0", "LIVE"),
        ("?delay=15", "DELAYED 15m"),
        ("?symbols=IBM", "DELAYED"),
    ],
)
def test_yahoo(query: str, word: str) -> None:
    """In a process of its own, under its own name."""
    feed = open_feed(f"yahoo://{query}", UNIVERSE)
    assert isinstance(feed, VendorFeed)
    assert (feed.name, feed.word, feed.origin) == ("yahoo", word, "yahoo")
    assert feed.command[1:] == [str(ROOT / "manage.py"), "print_feed", f"yahoo://{query}"]


def test_what_another_server_says_is_not_yahoos() -> None:
    feed = open_feed("yahoo://?url=http://localhost:8080", UNIVERSE)
    assert feed.origin == "yahoo?url=http://localhost:8080"


@pytest.mark.parametrize(
    ("name", "word"), [("iex", "LIVE"), ("sip", "LIVE"), ("delayed_sip", "DELAYED 15m")]
)
def test_alpaca(monkeypatch: pytest.MonkeyPatch, name: str, word: str) -> None:
    """Bars of one exchange and of all are not kept as one; its keys are in no argument."""
    monkeypatch.setattr(settings, "ALPACA_KEY_ID", "key")
    monkeypatch.setattr(settings, "ALPACA_SECRET_KEY", "secret")
    feed = open_feed(f"alpaca://{name}?symbols=IBM", UNIVERSE)
    assert isinstance(feed, VendorFeed)
    assert (feed.name, feed.word, feed.origin) == ("alpaca", word, f"alpaca://{name}")
    manage = str(ROOT / "manage.py")
    assert feed.command[1:] == [manage, "print_feed", f"alpaca://{name}?symbols=IBM"]


@pytest.mark.parametrize(
    ("key_id", "secret_key", "missing"),
    [
        ("", "", "ALPACA_KEY_ID and ALPACA_SECRET_KEY"),
        ("key", "", "ALPACA_SECRET_KEY"),
        ("", "secret", "ALPACA_KEY_ID"),
    ],
)
def test_alpaca_without_a_key_is_said_at_once(
    monkeypatch: pytest.MonkeyPatch, key_id: str, secret_key: str, missing: str
) -> None:
    monkeypatch.setattr(settings, "ALPACA_KEY_ID", key_id)
    monkeypatch.setattr(settings, "ALPACA_SECRET_KEY", secret_key)
    with pytest.raises(FeedError) as error:
        open_feed("alpaca://iex", UNIVERSE)
    assert str(error.value) == f"alpaca: set {missing} in the environment"


def test_crypto() -> None:
    """In a process of its own, under the exchange's name."""
    feed = open_feed("crypto://kraken?symbols=BTC-USD", UNIVERSE)
    assert isinstance(feed, VendorFeed)
    assert (feed.name, feed.word, feed.origin, feed.always_open) == (
        "kraken",
        "LIVE",
        "kraken",
        False,
    )
    assert feed.command[2:] == ["print_feed", "crypto://kraken?symbols=BTC-USD"]
    elsewhere = open_feed("crypto://kraken?url=http://localhost:8080", UNIVERSE)
    assert elsewhere.origin == "kraken?url=http://localhost:8080"


def test_several_in_their_order_each_with_its_name() -> None:
    feeds = open_feeds("near=yahoo:// exec:'a b=c' \"far=exec:'d e'\" ingest:", UNIVERSE)
    assert [each.name for each in feeds] == ["near", "exec", "far", "ingest"]
    assert [each.command for each in feeds if isinstance(each, ExecFeed)] == [["a", "b=c"], ["d e"]]
    assert group_origin(feeds) == "yahoo+exec+far+ingest"
    assert open_feed("near=yahoo://", UNIVERSE).origin == single_url("near=yahoo://")[:5] == "yahoo"


def test_feeds_that_cannot_be_together() -> None:
    check_combination([Script(), Named("a" * 143)])
    with pytest.raises(FeedError, match="is too long, at most 150 characters"):
        check_combination([Script(), Named("a" * 144)])
    with pytest.raises(FeedError) as error:
        check_combination([Script(), Named("coins", always_open=True)])
    assert str(error.value) == "FEED: coins trades round the clock and the others do not"


class Named(Script):
    def __init__(self, name: str, *, always_open: bool = False) -> None:
        super().__init__()
        self.name, self.always_open = name, always_open


@pytest.mark.parametrize("setting", ["", "yahoo:// exec:a"])
def test_where_one_is_wanted_it_has_to_be_said_which(setting: str) -> None:
    with pytest.raises(FeedError, match=r"[02] feeds are named; say which one: "):
        single_url(setting)


def test_the_parts_of_an_origin() -> None:
    assert member_origins("alpaca://iex+yahoo") == ["alpaca://iex", "yahoo"]
    for of_one in ("yahoo", "replay:a+b.ndjson", "simulated://?seed=7&start=1"):
        assert not member_origins(of_one)


def test_a_library_that_is_not_installed_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(YahooFeed, "library", "no_such_library")
    with pytest.raises(FeedError) as error:
        open_feed("yahoo://", UNIVERSE)
    how = "pip install -r requirements-yahoo.txt"
    assert str(error.value) == f"yahoo: no_such_library is not installed; {how}"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("", f"FEED names no feed: {SCHEMES}"),
        (
            "ndjson://- simulated://",
            "FEED: simulated stands alone, beside another feed it cannot be",
        ),
        ("exec:a exec:b", f"FEED: 2 feeds have the name exec; {NAME_THEM}"),
        ("a=ndjson://- ndjson://-", "FEED: ndjson://- can be read by one feed only"),
        ("ingest: ingest:", "FEED: ingest: can be read by one feed only"),
        ("mine=ingest:", "FEED: ingest: has no other name than ingest; leave out mine="),
        (
            "yahoo=exec:a",
            "FEED: 'yahoo' is the name of another feed; give 'exec:a' another one",
        ),
        ("a=exec:a a=exec:b", f"FEED: 2 feeds have the name a; {NAME_THEM}"),
        ("Two=exec:a", f"FEED: 'Two=exec:a' is none of: {SCHEMES}"),
        ("'simulated://", 'FEED: No closing quotation in "\'simulated://"'),
        ("simulated", f"FEED: 'simulated' is none of: {SCHEMES}"),
        ("nosuch://", f"FEED: 'nosuch://' is none of: {SCHEMES}"),
        ("ndjson://", f"FEED: 'ndjson://' is none of: {SCHEMES}"),
        ("ingest://x", f"FEED: 'ingest://x' is none of: {SCHEMES}"),
        ("exec:", f"FEED: 'exec:' is none of: {SCHEMES}"),
        ('"exec:it\'s"', 'FEED: No closing quotation in "it\'s"'),
        ("simulated://[", "FEED: Invalid IPv6 URL in 'simulated://['"),
        (
            "simulated://seed=7",
            "FEED: write the parameters of 'simulated://seed=7' after simulated://?",
        ),
        ("simulated://?seed=-1", "simulated: seed='-1' is not from 0 to 9223372036854775807"),
        ("simulated://?seed", "simulated: seed='' is not from 0 to 9223372036854775807"),
        (
            "simulated://?sede=7",
            "simulated: unknown parameter 'sede'; use instruments, rate, seed, start",
        ),
        ("yahoo://IBM", "FEED: write the parameters of 'yahoo://IBM' after yahoo://?"),
        (
            "yahoo://?key=1",
            "yahoo: unknown parameter 'key'; use delay, mute, symbols, url",
        ),
        ("yahoo://?symbols=IBM,NOSUCH", "yahoo: unknown symbol: 'NOSUCH'"),
        ("yahoo://?symbols=TWIN", "yahoo: ambiguous symbol: 'TWIN'"),
        ("yahoo://?symbols=BTC-USD", "yahoo: has no KRAKEN:BTC-USD"),
        ("yahoo://?symbols=,", "yahoo: symbols=',' names none"),
        ("yahoo://?delay=soon", "yahoo: delay='soon' is not from 0 to 1440"),
        ("yahoo://?mute=0", "yahoo: mute='0' is not from 1.0 to 3600.0"),
        (
            "yahoo://?url=localhost:80",
            "yahoo: url='localhost:80' is not a server, such as http://localhost:8080",
        ),
        ("alpaca://", "alpaca: '' is no feed of it; use iex, sip, delayed_sip: alpaca://iex"),
        (
            "alpaca://iex/IBM",
            "FEED: write a name, and no path, after alpaca://, not 'alpaca://iex/IBM'",
        ),
        ("alpaca://sip?key=1", "alpaca: unknown parameter 'key'; use mute, symbols, url"),
        ("alpaca://sip?symbols=,", "alpaca: symbols=',' names none"),
        ("alpaca://sip?mute=x", "alpaca: mute='x' is not from 1.0 to 3600.0"),
        (
            "alpaca://sip?url=wss://host:1",
            "alpaca: url='wss://host:1' is not a server, such as http://localhost:8080",
        ),
        ("crypto://", "crypto: no exchange ''; kraken and coinbase are two"),
        (
            "crypto://../kraken",
            "FEED: write a name, and no path, after crypto://, not 'crypto://../kraken'",
        ),
        ("crypto://nosuch", "crypto: no exchange 'nosuch'; kraken and coinbase are two"),
        (
            "crypto://coinbase",
            "coinbase: no instruments of it, such as COINBASE:BTC-USD; load some",
        ),
        (
            "crypto://kraken?key=1",
            "kraken: unknown parameter 'key'; use mute, symbols, url",
        ),
        ("crypto://kraken?symbols=IBM", "kraken: has no XNYS:IBM"),
        ("crypto://kraken?symbols=", "kraken: symbols='' names none"),
        ("crypto://kraken?mute=0", "kraken: mute='0' is not from 1.0 to 3600.0"),
        (
            "crypto://kraken?url=https://localhost:80",
            "kraken: url='https://localhost:80' is not a server, such as http://localhost:8080",
        ),
        ("replay://[x", "FEED: Invalid IPv6 URL in 'replay://[x'"),
        ("replay://tape/x.gz", "FEED: write an absolute path as replay:///tape/x.gz"),
        ("replay:none.gz", "replay: cannot read none.gz: No such file or directory"),
        ("replay:", "replay: cannot read .: Is a directory"),
        ("replay:a%00b", "replay: cannot read a\0b: embedded null byte"),
        ("replay:x?speed=0", "replay: speed='0' is not from 0.01 to 1000000"),
        ("replay:x?speed=fast", "replay: speed='fast' is not from 0.01 to 1000000"),
        ("replay:x?speed=nan", "replay: speed='nan' is not from 0.01 to 1000000"),
        ("replay:x?loop=yes", "replay: loop='yes' is neither 0 nor 1"),
        ("replay:x?sped=2", "replay: unknown parameter 'sped'; use speed, loop"),
    ],
)
def test_what_is_wrong_is_said(setting: str, message: str) -> None:
    with pytest.raises(FeedError) as error:
        open_feeds(setting, UNIVERSE)
    assert str(error.value) == message
