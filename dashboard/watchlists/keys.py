"""What makes a line of a list the same one, whatever else is kept with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from dashboard.watchlists.line import Line

Key = tuple[str, str, int]
"""The symbol; of a section its heading, and how many of the same stand before it."""


def keys(lines: Iterable[Line]) -> list[Key]:
    counts: Counter[str] = Counter()
    found = []
    for line in lines:
        found.append((line.symbol, line.heading, counts[line.heading] if line.heading else 0))
        counts[line.heading] += 1
    return found
