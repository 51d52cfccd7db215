"""Stale levels: the last known state of instruments that no event has come for yet."""

from __future__ import annotations

import time

from msgspec import structs

from ticker.market.freshness import stale
from ticker.market.level1 import Level1


class StaleLevel:
    """Its row says STALE, with the age."""

    def __init__(self, level: Level1) -> None:
        self._level = structs.replace(level, flash=0, tick=0, n=0)

    def stale_level(self, n: int) -> Level1:
        """``n`` is the sequence number of the frame; the row changes only when its text does."""
        word = stale(max(0.0, time.time() - self._level.ts_event / 1e9))
        if word != self._level.status:
            self._level = structs.replace(self._level, status=word, n=n)
        return self._level
