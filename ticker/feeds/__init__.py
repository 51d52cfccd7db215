"""Feeds by URL: the one place that knows which scheme is which feed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.conf import settings

from ticker.feeds.alpaca.feed import Alpaca
from ticker.feeds.base import Feed, FeedError
from ticker.feeds.crypto.feed import Crypto
from ticker.feeds.ingest import Ingest
from ticker.feeds.ingestbacklog import Stream
from ticker.feeds.ingeststream import IngestStream
from ticker.feeds.library import LibraryFeed
from ticker.feeds.lines import Exec, StandardInput
from ticker.feeds.replay import Replay
from ticker.feeds.setting import Named, check_together, read, words
from ticker.feeds.simulated import SCHEME, Simulated
from ticker.feeds.simulation.history import History
from ticker.feeds.vendor import Vendor
from ticker.feeds.yahoo.feed import Yahoo
from ticker.market.instruments import Universe

SCHEMES = (
    "simulated://  replay:///path  replay:path  ndjson://-  exec:COMMAND  ingest:  yahoo://  "
    "alpaca://iex  crypto://kraken"
)

QUERIES: Mapping[str, Callable[[Universe, Mapping[str, str]], Feed]] = {
    "simulated": Simulated.from_query,
    "yahoo": Yahoo.from_query,
}
"""Feeds whose URL is a scheme and parameters."""

NAMED: Mapping[str, Callable[[str, Universe, Mapping[str, str]], Feed]] = {
    "alpaca": Alpaca.from_query,
    "crypto": Crypto.from_query,
}
"""Feeds whose URL also has a name."""


OWN_NAMES = (*QUERIES, *NAMED, "replay", "ndjson", "exec", "ingest")


def open_feeds(setting: str, universe: Universe) -> Sequence[Feed]:
    """The feeds named by ``FEED``, in its order; a vendor's feed runs in its own process. Raises
    FeedError that says what is wrong."""
    named = read(setting, OWN_NAMES)
    if not named:
        raise FeedError(f"FEED names no feed: {SCHEMES}")
    urls = [named_feed.url for named_feed in named]
    for once in ("ndjson://-", "ingest:"):
        if urls.count(once) > 1:
            raise FeedError(f"FEED: {once} can be read by one feed only")
    feeds = [_open(named_feed, universe) for named_feed in named]
    check_together(feeds)
    return feeds


def open_feed(setting: str, universe: Universe) -> Feed:
    """The only feed that ``setting`` names. Raises FeedError."""
    return _open(_only(setting), universe)


def only_url(setting: str) -> str:
    """The URL of the only feed that ``setting`` names. Raises FeedError."""
    return _only(setting).url


def _only(setting: str) -> Named:
    named = read(setting, OWN_NAMES)
    if len(named) != 1:
        raise FeedError(f"{len(named)} feeds are named; say which one: {SCHEMES}")
    return named[0]


def _open(named: Named, universe: Universe) -> Feed:
    feed = open_url(named.url, universe)
    if isinstance(feed, LibraryFeed):
        feed = Vendor(feed, named.url)
    feed.name = named.name or feed.name
    return feed


@lru_cache(maxsize=4)
def history_of(origin: str, universe: Universe) -> History | None:
    """What came before the simulated tape of this origin; None for other feeds."""
    if not origin.startswith(SCHEME):
        return None
    try:
        feed = open_url(origin, universe)
    except FeedError:
        return None
    return feed.history() if isinstance(feed, Simulated) else None


def open_url(url: str, universe: Universe) -> Feed:
    """The feed itself; a vendor's feed imports its library when it starts. Raises FeedError."""
    scheme, colon, _ = url.partition(":")
    if colon and scheme in QUERIES:
        if _parts(url).netloc or _parts(url).path:
            raise FeedError(f"FEED: write the parameters of {url!r} after {scheme}://?")
        return QUERIES[scheme](universe, _params(url))
    if colon and scheme in NAMED:
        if _parts(url).path:
            raise FeedError(f"FEED: write a name, and no path, after {scheme}://, not {url!r}")
        return NAMED[scheme](_parts(url).netloc, universe, _params(url))
    return _of_another_kind(url)


def _of_another_kind(url: str) -> Feed:
    scheme, colon, rest = url.partition(":")
    if colon and scheme == "replay":
        return Replay.from_query(_path(url), _params(url))
    if url == "ndjson://-":
        return StandardInput()
    if colon and scheme == "exec" and (command := words(rest)):
        return Exec(command)
    if url == "ingest:":
        return IngestStream(Stream(settings.REDIS_URL)) if settings.REDIS_URL else Ingest()
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
