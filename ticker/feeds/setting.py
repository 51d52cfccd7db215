"""The ``FEED`` setting: URLs of feeds, split like shell words, and their names."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import NamedTuple

from ticker.feeds.base import Feed, FeedError
from ticker.feeds.ingest import NAME as INGEST

LONGEST_ORIGIN = 150
"""Characters: the database column has 200."""

_named_address = re.compile(r"([a-z0-9-]{1,20})=(.*)", re.DOTALL)


class FeedAddress(NamedTuple):
    """A word of ``FEED``: ``url``, or ``name=url``; ``name`` is "" if not given."""

    name: str
    url: str


def split_words(text: str) -> list[str]:
    """Raises FeedError."""
    try:
        return shlex.split(text)
    except ValueError as error:
        raise FeedError(f"FEED: {error} in {text!r}") from None


def read_addresses(setting: str, default_names: Sequence[str]) -> list[FeedAddress]:
    """``own_names`` are the names that feeds have by default. Raises FeedError for a feed that is
    given one of them: it would pass for the other."""
    named_feeds = [_read_address(word) for word in split_words(setting)]
    for name, url in named_feeds:
        if name in default_names:
            raise FeedError(f"FEED: {name!r} is the name of another feed; give {url!r} another one")
        if name and url == f"{INGEST}:":
            raise FeedError(f"FEED: {url} has no other name than {INGEST}; leave out {name}=")
    return named_feeds


def _read_address(word: str) -> FeedAddress:
    # No URL matches: before its first "=" it has a colon or a slash.
    match = _named_address.fullmatch(word)
    return FeedAddress(match[1], match[2]) if match else FeedAddress("", word)


def check_combination(feeds: Sequence[Feed]) -> None:
    """Raises FeedError for feeds that cannot be published together."""
    if len(feeds) < 2:
        return
    if alone := [feed.name for feed in feeds if feed.is_exclusive]:
        raise FeedError(f"FEED: {alone[0]} stands alone, beside another feed it cannot be")
    names = [feed.name for feed in feeds]
    if same := [name for name in names if names.count(name) > 1]:
        how = "give each its own, as in one=exec:FIRST two=exec:SECOND"
        raise FeedError(f"FEED: {names.count(same[0])} feeds have the name {same[0]}; {how}")
    if len({feed.always_open for feed in feeds}) > 1:
        open_ = " and ".join(feed.name for feed in feeds if feed.always_open)
        raise FeedError(f"FEED: {open_} trades round the clock and the others do not")
    if len(origin := group_origin(feeds)) > LONGEST_ORIGIN:
        raise FeedError(f"FEED: {origin!r} is too long, at most {LONGEST_ORIGIN} characters")


def group_origin(feeds: Sequence[Feed]) -> str:
    """The source under which the bars of a group are stored; never that of a single feed."""
    return "+".join(feed.origin for feed in feeds)


def member_origins(origin: str) -> Sequence[str]:
    """The origins of the feeds in a group's origin; empty for a single feed."""
    # Origins of feeds that stand alone may contain any character.
    parts = origin.split("+")
    return parts if len(parts) > 1 and not origin.startswith(("replay:", "simulated:")) else ()
