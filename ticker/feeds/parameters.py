"""The parameters of a feed's URL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

from ticker.feeds.base import FeedError

SHOWN = 40
"""Characters shown of a bad value."""

Number = TypeVar("Number", int, float)


class Parameters:
    """The parameters of one feed. Raises FeedError for any other than the ``known``."""

    def __init__(self, feed: str, given: Mapping[str, str], known: Sequence[str]) -> None:
        if unknown := sorted(set(given) - set(known)):
            names = ", ".join(known)
            raise FeedError(f"{feed}: unknown parameter {unknown[0][:SHOWN]!r}; use {names}")
        self._feed, self._given = feed, given

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def text(self, name: str) -> str:
        """Returns "" if not given."""
        return self._given.get(name, "")

    def words(self, name: str) -> list[str]:
        """The comma-separated values, in capitals."""
        return [word.strip().upper() for word in self.text(name).split(",") if word.strip()]

    def some(self, name: str) -> list[str]:
        """Like ``words``, but raises FeedError if it is given and empty."""
        words = self.words(name)
        if name in self and not words:
            raise self.wrong(name, "names none")
        return words

    def server(self, name: str) -> str:
        """Returns "" if not given. Raises FeedError unless it is http://host:port."""
        if name in self and not _is_server(self.text(name)):
            raise self.wrong(name, "is not a server, such as http://localhost:8080")
        return self.text(name)

    def number(
        self, kind: Callable[[str], Number], name: str, default: Number, least: Number, most: Number
    ) -> Number:
        """Raises FeedError if it is no number from ``least`` to ``most``."""
        if name not in self._given:
            return default
        try:
            value = kind(self._given[name])
        except ValueError:
            value = None
        if value is None or not least <= value <= most:
            raise self.wrong(name, f"is not from {least} to {most}")
        return value

    def wrong(self, name: str, why: str) -> FeedError:
        return FeedError(f"{self._feed}: {name}={self._given[name][:SHOWN]!r} {why}")


def _is_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "http" and bool(parts.hostname and parts.port) and not parts.path
    except ValueError:
        return False
