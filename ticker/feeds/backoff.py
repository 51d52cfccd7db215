"""How long to wait before what has failed is tried again."""

from __future__ import annotations

import random

FIRST_DELAY, LONGEST_DELAY = 0.25, 30.0
"""Seconds, doubled each time."""

JITTER = 0.3
"""By which part a wait is longer or shorter, so that not all come back at once."""


class Backoff:
    def __init__(self, first: float = FIRST_DELAY) -> None:
        """``first`` is the shortest wait, in seconds."""
        self._first = self._delay = first

    def reset(self) -> None:
        """It went well: the next wait is short again."""
        self._delay = self._first

    def take(self) -> float:
        """Seconds to wait now; the next time it is longer."""
        delay = self._delay * random.uniform(1 - JITTER, 1 + JITTER)
        self._delay = min(self._delay * 2, LONGEST_DELAY)
        return delay
