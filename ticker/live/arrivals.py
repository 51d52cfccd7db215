"""Arrivals: the times of the mirror's newest versions."""

from __future__ import annotations

import time
from array import array

KEPT = 1024
"""Versions kept, ten a second: a page further behind is parked and restarts from nothing."""


class Arrivals:
    """A ring of times on the monotonic clock: how long a page waited is one lookup."""

    def __init__(self) -> None:
        self._at = array("d", [time.monotonic()]) * KEPT
        self._newest = 0

    def note(self, version: int) -> None:
        """Record the arrival of a version. Versions rise one by one."""
        self._newest = version
        self._at[version % KEPT] = time.monotonic()

    def after(self, cursor: int) -> float | None:
        """The time of the first version after ``cursor``, or of the oldest kept one. None if there
        is none, or if the cursor is 0: a page that has nothing has not waited."""
        behind = self._newest - cursor
        if behind <= 0 or not cursor:
            return None
        return self._at[(cursor + 1 if behind <= KEPT else self._newest + 1) % KEPT]
