"""Delays before a failed action is tried again."""

from __future__ import annotations

import random

FIRST_DELAY, LONGEST_DELAY = 0.25, 30.0
"""Seconds, doubled each time."""

JITTER = 0.3
"""Each delay varies by up to this share, so that clients do not all return at once."""


class Backoff:
    def __init__(self, first: float = FIRST_DELAY) -> None:
        """``first`` is the shortest delay, in seconds."""
        self._first = self._delay = first

    def reset(self) -> None:
        """After a success the next delay is short again."""
        self._delay = self._first

    def take(self) -> float:
        """Seconds to wait now; the next delay is longer."""
        delay = self._delay * random.uniform(1 - JITTER, 1 + JITTER)
        self._delay = min(self._delay * 2, LONGEST_DELAY)
        return delay
