"""Feeds by URL: the one place that knows which scheme is which feed."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.conf import settings

from ticker.feeds.alpaca.feed import Alpaca
from ticker.feeds.base import Feed, FeedError
from ticker.feeds.crypto.feed import Crypto
from ticker.feeds.ingest import Ingest
from ticker.feeds.ingeststream import IngestStream
from ticker.feeds.library import LibraryFeed
from ticker.feeds.lines import Exec, StandardInput
from ticker.feeds.replay import Replay
from ticker.feeds.simulated import SCHEME, Simulated
from ticker.feeds.simulation.history import History
from ticker.feeds.vendor import Vendor
from ticker.feeds.yahoo.feed import Yahoo
from ticker.ingest.stream import Stream
from ticker.instruments import Universe

SCHEMES = (
    "simulated://  replay:///path  replay:path  ndjson://-  exec:COMMAND  ingest:  yahoo://  "
    "alpaca://iex  crypto://kraken"
)

QUERIES: Mapping[str, Callable[[Universe, Mapping[str, str]], Feed]] = {
    "simulated": Simulated.from_query,
    "yahoo": Yahoo.from_query,
}
"""Feeds whose URL is but a scheme and parameters."""

NAMED: Mapping[str, Callable[[str, Universe, Mapping[str, str]], Feed]] = {
    "alpaca": Alpaca.from_query,
    "crypto": Crypto.from_query,
}
"""Those that have a name in it, too."""


def open_feed(setting: str, universe: Universe) -> Feed:
    """The feed that ``FEED`` names, a vendor's in a process of its own. Raises FeedError saying
    what is wrong with it."""
    url = only_url(setting)
    feed = open_url(url, universe)
    return Vendor(feed, url) if isinstance(feed, LibraryFeed) else feed


def only_url(setting: str) -> str:
    """The URL in ``FEED``. Raises FeedError if there is not just one."""
    urls = _words(setting)
    if len(urls) != 1:
        raise FeedError(f"FEED names {len(urls)} feeds; this version takes one: {SCHEMES}")
    return urls[0]


@lru_cache(maxsize=4)
def history_of(origin: str, universe: Universe) -> History | None:
    """What came before the simulated tape of this origin; None for any other feed's."""
    if not origin.startswith(SCHEME):
        return None
    try:
        feed = open_url(origin, universe)
    except FeedError:
        return None
    return feed.history() if isinstance(feed, Simulated) else None


def open_url(url: str, universe: Universe) -> Feed:
    """The feed itself: a vendor's imports its library as soon as it is listened to. Raises
    FeedError."""
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
    if colon and scheme == "exec" and (command := _words(rest)):
        return Exec(command)
    if url == "ingest:":
        return IngestStream(Stream(settings.REDIS_URL)) if settings.REDIS_URL else Ingest()
    raise FeedError(f"FEED: {url!r} is none of: {SCHEMES}")


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise FeedError(f"FEED: {error} in {text!r}") from None


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
