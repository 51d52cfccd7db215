"""Feeds by URL: the one place that knows which scheme is which feed."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from ticker.feeds.base import Feed, FeedError
from ticker.feeds.lines import Exec, StandardInput
from ticker.feeds.replay import Replay
from ticker.feeds.simulated import Simulated
from ticker.instruments import Universe

SCHEMES = "simulated://  replay:///path  replay:path  ndjson://-  exec:COMMAND"


def open_feed(setting: str, universe: Universe) -> Feed:
    """The feed that ``FEED`` names. Raises FeedError saying what is wrong with it."""
    try:
        urls = shlex.split(setting)
    except ValueError as error:
        raise FeedError(f"FEED: {error} in {setting!r}") from None
    if len(urls) != 1:
        raise FeedError(f"FEED names {len(urls)} feeds; this version takes one: {SCHEMES}")
    return _open(urls[0], universe)


def _open(url: str, universe: Universe) -> Feed:
    scheme, colon, rest = url.partition(":")
    if colon and scheme == "simulated":
        return Simulated.from_query(universe, _params(url))
    if colon and scheme == "replay":
        return Replay.from_query(_path(url), _params(url))
    if url == "ndjson://-":
        return StandardInput()
    if colon and scheme == "exec" and shlex.split(rest):
        return Exec(shlex.split(rest))
    raise FeedError(f"FEED: {url!r} is none of: {SCHEMES}")


def _params(url: str) -> Mapping[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def _path(url: str) -> Path:
    parts = urlsplit(url)
    if parts.netloc:
        raise FeedError(f"FEED: write an absolute path as replay:///{parts.netloc}{parts.path}")
    return Path(unquote(parts.path))
