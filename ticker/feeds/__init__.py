"""Feeds by URL: the one place that knows which scheme is which feed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.conf import settings

from ticker.feeds.alpaca.feed import AlpacaFeed
from ticker.feeds.base import Feed, FeedError
from ticker.feeds.crypto.feed import CryptoFeed
from ticker.feeds.ingest import LocalIngestFeed
from ticker.feeds.ingestbacklog import IngestBacklog
from ticker.feeds.library import LibraryFeed
from ticker.feeds.lines import ExecFeed, StandardInputFeed
from ticker.feeds.redisingest import RedisIngestFeed
from ticker.feeds.replay import ReplayFeed
from ticker.feeds.setting import FeedAddress, check_combination, read_addresses, split_words
from ticker.feeds.simulated import SCHEME, SimulatedFeed
from ticker.feeds.simulation.history import SimulatedHistory
from ticker.feeds.vendor import VendorFeed
from ticker.feeds.yahoo.feed import YahooFeed
from ticker.market.instruments import Universe

SCHEMES = (
    "simulated://  replay:///path  replay:path  ndjson://-  exec:COMMAND  ingest:  yahoo://  "
    "alpaca://iex  crypto://kraken"
)

PARAMETER_FEEDS: Mapping[str, Callable[[Universe, Mapping[str, str]], Feed]] = {
    "simulated": SimulatedFeed.from_query,
    "yahoo": YahooFeed.from_query,
}
"""Feeds whose URL is a scheme and parameters."""

NAMED_FEEDS: Mapping[str, Callable[[str, Universe, Mapping[str, str]], Feed]] = {
    "alpaca": AlpacaFeed.from_query,
    "crypto": CryptoFeed.from_query,
}
"""Feeds whose URL also has a name."""


DEFAULT_NAMES = (*PARAMETER_FEEDS, *NAMED_FEEDS, "replay", "ndjson", "exec", "ingest")


def open_feeds(setting: str, universe: Universe) -> Sequence[Feed]:
    """The feeds named by ``FEED``, in its order; a vendor's feed runs in its own process. Raises
    FeedError that says what is wrong."""
    named = read_addresses(setting, DEFAULT_NAMES)
    if not named:
        raise FeedError(f"FEED names no feed: {SCHEMES}")
    urls = [named_feed.url for named_feed in named]
    for once in ("ndjson://-", "ingest:"):
        if urls.count(once) > 1:
            raise FeedError(f"FEED: {once} can be read by one feed only")
    feeds = [_open_address(named_feed, universe) for named_feed in named]
    check_combination(feeds)
    return feeds


def open_feed(setting: str, universe: Universe) -> Feed:
    """The only feed that ``setting`` names. Raises FeedError."""
    return _open_address(_single_address(setting), universe)


def single_url(setting: str) -> str:
    """The URL of the only feed that ``setting`` names. Raises FeedError."""
    return _single_address(setting).url


def _single_address(setting: str) -> FeedAddress:
    named = read_addresses(setting, DEFAULT_NAMES)
    if len(named) != 1:
        raise FeedError(f"{len(named)} feeds are named; say which one: {SCHEMES}")
    return named[0]


def _open_address(address: FeedAddress, universe: Universe) -> Feed:
    feed = open_url(address.url, universe)
    if isinstance(feed, LibraryFeed):
        feed = VendorFeed(feed, address.url)
    feed.name = address.name or feed.name
    return feed


@lru_cache(maxsize=4)
def simulated_history(origin: str, universe: Universe) -> SimulatedHistory | None:
    """History before the simulated tape of this origin; None for other feeds."""
    if not origin.startswith(SCHEME):
        return None
    try:
        feed = open_url(origin, universe)
    except FeedError:
        return None
    return feed.history() if isinstance(feed, SimulatedFeed) else None


def open_url(url: str, universe: Universe) -> Feed:
    """The feed itself; a vendor's feed imports its library when it starts. Raises FeedError."""
    scheme, colon, _ = url.partition(":")
    if colon and scheme in PARAMETER_FEEDS:
        if _parts(url).netloc or _parts(url).path:
            raise FeedError(f"FEED: write the parameters of {url!r} after {scheme}://?")
        return PARAMETER_FEEDS[scheme](universe, _params(url))
    if colon and scheme in NAMED_FEEDS:
        if _parts(url).path:
            raise FeedError(f"FEED: write a name, and no path, after {scheme}://, not {url!r}")
        return NAMED_FEEDS[scheme](_parts(url).netloc, universe, _params(url))
    return _open_program(url)


def _open_program(url: str) -> Feed:
    scheme, colon, rest = url.partition(":")
    if colon and scheme == "replay":
        return ReplayFeed.from_query(_path(url), _params(url))
    if url == "ndjson://-":
        return StandardInputFeed()
    if colon and scheme == "exec" and (command := split_words(rest)):
        return ExecFeed(command)
    if url == "ingest:":
        return (
            RedisIngestFeed(IngestBacklog(settings.REDIS_URL))
            if settings.REDIS_URL
            else LocalIngestFeed()
        )
    raise FeedError(f"FEED: {url!r} is none of: {SCHEMES}")


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url, allow_fragments=False)
    except ValueError as error:
        raise FeedError(f"FEED: {error} in {url!r}") from None


def _params(url: str) -> Mapping[str, str]:
    return dict(parse_qsl(_parts(url).query, keep_blank_values=True))


def _path(url: str) -> Path:
    parts = _parts(url)
    if parts.netloc:
        raise FeedError(f"FEED: write an absolute path as replay:///{parts.netloc}{parts.path}")
    return Path(unquote(parts.path))
