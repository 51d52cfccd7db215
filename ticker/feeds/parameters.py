"""The parameters of a feed's URL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

from ticker.feeds.base import FeedError

VALUE_LENGTH = 40
"""Characters shown of a bad value."""

Number = TypeVar("Number", int, float)


class Parameters:
    """The parameters of one feed. Raises FeedError for any other than the ``known``."""

    def __init__(self, feed: str, values: Mapping[str, str], allowed: Sequence[str]) -> None:
        if unknown := sorted(set(values) - set(allowed)):
            names = ", ".join(allowed)
            raise FeedError(f"{feed}: unknown parameter {unknown[0][:VALUE_LENGTH]!r}; use {names}")
        self._feed, self._values = feed, values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        """Returns "" if not given."""
        return self._values.get(name, "")

    def words(self, name: str) -> list[str]:
        """The comma-separated values, in capitals."""
        return [word.strip().upper() for word in self.text(name).split(",") if word.strip()]

    def nonempty_words(self, name: str) -> list[str]:
        """Like ``words``, but raises FeedError if it is given and empty."""
        words = self.words(name)
        if name in self and not words:
            raise self.value_error(name, "names none")
        return words

    def server_url(self, name: str) -> str:
        """Returns "" if not given. Raises FeedError unless it is http://host:port."""
        if name in self and not _is_server_url(self.text(name)):
            raise self.value_error(name, "is not a server, such as http://localhost:8080")
        return self.text(name)

    def number(
        self,
        convert: Callable[[str], Number],
        name: str,
        default: Number,
        minimum: Number,
        maximum: Number,
    ) -> Number:
        """Raises FeedError if it is no number from ``least`` to ``most``."""
        if name not in self._values:
            return default
        try:
            value = convert(self._values[name])
        except ValueError:
            value = None
        if value is None or not minimum <= value <= maximum:
            raise self.value_error(name, f"is not from {minimum} to {maximum}")
        return value

    def value_error(self, name: str, problem: str) -> FeedError:
        return FeedError(f"{self._feed}: {name}={self._values[name][:VALUE_LENGTH]!r} {problem}")


def _is_server_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "http" and bool(parts.hostname and parts.port) and not parts.path
    except ValueError:
        return False
