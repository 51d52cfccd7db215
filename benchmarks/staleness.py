"""Staleness: from the moment a shown value was outdated by a newer tick until the newer row came.

The ticks are known from the tape's schedule, so those that no page was ever sent count: a value is
outdated by the first tick after it, not by the one that replaces it. A page that was not brought up
to date while it was watched counts with the time until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from benchmarks.ticks import Ticks
from benchmarks.wire import Recording


def stalenesses(
    ticks: Ticks, logged: Recording, start: float, end: float, cut: float
) -> list[float]:
    """Milliseconds, in order, of the values outdated from ``start`` to before ``end``.

    Noting ended at ``cut``; all three are UTC milliseconds.
    """
    found = []
    for change in logged.changes:
        outdated = ticks.next_tick(change.symbol, change.shown)
        if outdated is not None and start <= outdated < end:
            found.append(change.arrived - outdated)
    for row in logged.shown_rows:
        outdated = ticks.next_tick(row.symbol, row.shown)
        if outdated is not None and start <= outdated < end:
            found.append(cut - outdated)
    return sorted(found)


def percentile(ordered: Sequence[float], percent: float) -> float:
    """By nearest rank; 0 of nothing."""
    return ordered[max(ceil(len(ordered) * percent / 100) - 1, 0)] if ordered else 0.0
