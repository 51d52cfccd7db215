"""An allowance: how much a source may post to this process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

MOST_OPEN = 8
"""Requests of a source that may be open at once."""


class TooManyError(Exception):
    """The message says what there was too much of; retry after ``wait`` seconds."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Bucket:
    """A token bucket that fills by ``rate`` a second and holds one second's worth. It may be
    overdrawn, and is then paid back."""

    def __init__(self, rate: int) -> None:
        self._rate = self._level = float(rate)
        self._updated_at = time.monotonic()

    @property
    def wait(self) -> float:
        """Seconds until the bucket has a token again."""
        now = time.monotonic()
        self._level = min(self._rate, self._level + (now - self._updated_at) * self._rate)
        self._updated_at = now
        return max(0.0, (1 - self._level) / self._rate)

    def spend(self, count: int) -> None:
        self._level -= count


class Allowance:
    """An admitted request is read to its end, however many events it has; they are paid for before
    the next one."""

    def __init__(self, requests: int, events: int) -> None:
        """Both are per second."""
        self._open_requests = 0
        self._requests, self._events = Bucket(requests), Bucket(events)

    @contextmanager
    def open_request(self) -> Iterator[None]:
        """Raises TooManyError."""
        if self._open_requests >= MOST_OPEN:
            raise TooManyError(f"{MOST_OPEN} requests are open already", 1.0)
        for bucket, what in ((self._requests, "requests"), (self._events, "events")):
            if wait := bucket.wait:
                raise TooManyError(f"too many {what}", wait)
        self._requests.spend(1)
        self._open_requests += 1
        try:
            yield
        finally:
            self._open_requests -= 1

    def spend(self, events: int) -> None:
        self._events.spend(events)
