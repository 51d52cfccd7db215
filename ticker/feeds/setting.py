"""What ``FEED`` says: URLs of feeds, as a shell splits words, and the names they are given."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import NamedTuple

from ticker.feeds.base import Feed, FeedError
from ticker.feeds.ingest import NAME as INGEST

LONGEST_ORIGIN = 150
"""Characters: what is kept in the database under it has 200."""

_named = re.compile(r"([a-z0-9-]{1,20})=(.*)", re.DOTALL)


class Named(NamedTuple):
    """A word of ``FEED``: ``url``, or ``name=url``; ``name`` is "" where none is given."""

    name: str
    url: str


def words(text: str) -> list[str]:
    """Raises FeedError."""
    try:
        return shlex.split(text)
    except ValueError as error:
        raise FeedError(f"FEED: {error} in {text!r}") from None


def read(setting: str, own_names: Sequence[str]) -> list[Named]:
    """``own_names`` are those that feeds have by themselves. Raises FeedError for a feed that is
    given one of them: it would pass for the other."""
    found = [_read(word) for word in words(setting)]
    for name, url in found:
        if name in own_names:
            raise FeedError(f"FEED: {name!r} is the name of another feed; give {url!r} another one")
        if name and url == f"{INGEST}:":
            raise FeedError(f"FEED: {url} has no other name than {INGEST}; leave out {name}=")
    return found


def _read(word: str) -> Named:
    # No URL begins so: what comes before its first "=" has a colon or a slash in it.
    found = _named.fullmatch(word)
    return Named(found[1], found[2]) if found else Named("", word)


def check_together(feeds: Sequence[Feed]) -> None:
    """Raises FeedError for feeds that cannot be published together."""
    if len(feeds) < 2:
        return
    if alone := [each.name for each in feeds if each.stands_alone]:
        raise FeedError(f"FEED: {alone[0]} stands alone, beside another feed it cannot be")
    names = [each.name for each in feeds]
    if same := [name for name in names if names.count(name) > 1]:
        how = "give each its own, as in one=exec:FIRST two=exec:SECOND"
        raise FeedError(f"FEED: {names.count(same[0])} feeds have the name {same[0]}; {how}")
    if len({each.always_open for each in feeds}) > 1:
        open_ = " and ".join(each.name for each in feeds if each.always_open)
        raise FeedError(f"FEED: {open_} trades round the clock and the others do not")
    if len(origin := origin_of(feeds)) > LONGEST_ORIGIN:
        raise FeedError(f"FEED: {origin!r} is too long, at most {LONGEST_ORIGIN} characters")


def origin_of(feeds: Sequence[Feed]) -> str:
    """Under which the bars of feeds are kept that are published together: never those of one."""
    return "+".join(each.origin for each in feeds)


def parts_of(origin: str) -> Sequence[str]:
    """The origins that this one is made of; none where it is a single feed's."""
    # Of those that stand alone the origin may have any character in it.
    parts = origin.split("+")
    return parts if len(parts) > 1 and not origin.startswith(("replay:", "simulated:")) else ()
