"""The identity of a line of a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from dashboard.watchlists.listline import ListLine

LineIdentity = tuple[str, str, int]
"""The symbol, the heading, and how many equal headings stand before it."""


def line_identities(lines: Iterable[ListLine]) -> list[LineIdentity]:
    counts: Counter[str] = Counter()
    found_keys = []
    for line in lines:
        found_keys.append((line.symbol, line.heading, counts[line.heading] if line.heading else 0))
        counts[line.heading] += 1
    return found_keys
