"""Arrivals: the times of the mirror's newest versions."""

from __future__ import annotations

import time
from array import array

VERSIONS_KEPT = 1024
"""Versions kept, ten a second: a page further behind is parked and restarts from nothing."""


class Arrivals:
    """A ring of times on the monotonic clock: how long a page waited is one lookup."""

    def __init__(self) -> None:
        self._times = array("d", [time.monotonic()]) * VERSIONS_KEPT
        self._newest = 0

    def note(self, version: int) -> None:
        """Record the arrival of a version. Versions rise one by one."""
        self._newest = version
        self._times[version % VERSIONS_KEPT] = time.monotonic()

    def first_time_after(self, version: int) -> float | None:
        """The time of the first version after ``cursor``, or of the oldest kept one. None if there
        is none, or if the cursor is 0: a page that has nothing has not waited."""
        behind = self._newest - version
        if behind <= 0 or not version:
            return None
        return self._times[
            (version + 1 if behind <= VERSIONS_KEPT else self._newest + 1) % VERSIONS_KEPT
        ]
