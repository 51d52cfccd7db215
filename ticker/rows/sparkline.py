"""The day of an instrument in a few pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

WIDTH, HEIGHT = 96, 24
"""Units; the partial has them, too."""

EDGE = 2
"""Units above and below that stay free: half the width of a line, and some."""

LEAST_SHARE = 0.002
"""Of the price, that the height is at least."""


class Sparkline(NamedTuple):
    """Two paths: ``d`` of the closes and ``prev`` of Prev Close; "" where there is none."""

    d: str
    prev: str


EMPTY = Sparkline("", "")


def sparkline(closes: Mapping[int, float], prev_close: Decimal | None = None) -> Sparkline:
    """``closes`` are those of a Course, from left to right."""
    if not closes:
        return EMPTY
    low, high = min(closes.values()), max(closes.values())
    since = None if prev_close is None else float(prev_close)
    if since is not None:
        low, high = min(low, since), max(high, since)
    spare = max(abs(high) * LEAST_SHARE - (high - low), 0.0) / 2
    top, factor = high + spare, (HEIGHT - 2 * EDGE) / (high - low + 2 * spare or 1.0)
    d = _path([(x, EDGE + round((top - price) * factor)) for x, price in closes.items()])
    if since is None:
        return Sparkline(d, "")
    return Sparkline(d, f"M0 {EDGE + round((top - since) * factor)}h{WIDTH}")


def _path(points: Sequence[tuple[int, int]]) -> str:
    (x, y), *rest = points
    parts = [f"M{x} {y}l0 0"]
    for to_x, to_y in rest:
        parts.append(f"{to_x - x}{to_y - y:+d}")
        x, y = to_x, to_y
    return " ".join(parts)
