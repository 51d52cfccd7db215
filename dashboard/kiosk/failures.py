"""Failures: pages of programmes that could not be drawn, which are skipped for a while."""

from __future__ import annotations

import time
from collections.abc import Hashable
from math import inf

RETRY = 60.0
"""Seconds after which a page that failed is tried again."""


class Failures:
    """By what was to be shown and the number of its page: of all walls of this process, so that a
    wall which comes back does not meet the page again that threw it out."""

    def __init__(self) -> None:
        self._at: dict[Hashable, float] = {}

    def note(self, key: Hashable) -> None:
        now = time.monotonic()
        self._at = {each: at for each, at in self._at.items() if now - at < RETRY}
        self._at[key] = now

    def has(self, key: Hashable) -> bool:
        return time.monotonic() - self._at.get(key, -inf) < RETRY

    def clear(self) -> None:
        self._at.clear()


failures = Failures()
