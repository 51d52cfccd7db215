"""How long to wait before what has failed is tried again."""

from __future__ import annotations

import random

FIRST_DELAY, LONGEST_DELAY = 0.25, 30.0
"""Seconds, doubled each time."""

JITTER = 0.3
"""By which part a wait is longer or shorter, so that not all come back at once."""


class Backoff:
    def __init__(self) -> None:
        self._delay = FIRST_DELAY

    def reset(self) -> None:
        """It went well: the next wait is short again."""
        self._delay = FIRST_DELAY

    def take(self) -> float:
        """Seconds to wait now; the next time it is longer."""
        delay = self._delay * random.uniform(1 - JITTER, 1 + JITTER)
        self._delay = min(self._delay * 2, LONGEST_DELAY)
        return delay
