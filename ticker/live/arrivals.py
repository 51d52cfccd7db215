"""Arrivals: when each of the mirror's newest versions came to be."""

from __future__ import annotations

import time
from array import array

KEPT = 1024
"""Versions, ten a second: a page that is further behind has been parked, and begins afresh."""


class Arrivals:
    """A ring of times on the monotonic clock, so that what a page waited for is one look-up."""

    def __init__(self) -> None:
        self._at = array("d", [time.monotonic()]) * KEPT
        self._newest = 0

    def note(self, version: int) -> None:
        """This version has come now. Versions rise one by one."""
        self._newest = version
        self._at[version % KEPT] = time.monotonic()

    def after(self, cursor: int) -> float | None:
        """When the first version after ``cursor`` came, the oldest that is kept if it is no longer;
        None if there is none, or the cursor is 0: what has nothing has not waited."""
        behind = self._newest - cursor
        if behind <= 0 or not cursor:
            return None
        return self._at[(cursor + 1 if behind <= KEPT else self._newest + 1) % KEPT]
