from __future__ import annotations

import time
from collections.abc import Hashable
from math import inf

RETRY = 60.0
"""Seconds after which a page that failed is tried again."""


class Failures:
    """Pages that could not be drawn, for all walls of this process. A wall that reconnects does not
    meet the page again that broke it."""

    def __init__(self) -> None:
        self._failed_at: dict[Hashable, float] = {}

    def record(self, key: Hashable) -> None:
        now = time.monotonic()
        self._failed_at = {failed: at for failed, at in self._failed_at.items() if now - at < RETRY}
        self._failed_at[key] = now

    def has(self, key: Hashable) -> bool:
        return time.monotonic() - self._failed_at.get(key, -inf) < RETRY

    def clear(self) -> None:
        self._failed_at.clear()


failures = Failures()
