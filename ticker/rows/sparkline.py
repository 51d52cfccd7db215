"""An instrument's day as a small line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

WIDTH, HEIGHT = 96, 24
"""In units of the partial's ``viewBox``."""

EDGE = 2
"""Free units above and below: half the width of the line, and a little more."""

MIN_SHARE = 0.002
"""Least height of the drawing, as a share of the price."""


class Sparkline(NamedTuple):
    """Two paths: ``d`` for the closes and ``prev`` for Prev Close; "" if missing."""

    d: str
    prev: str


EMPTY = Sparkline("", "")


def sparkline(closes: Mapping[int, float], prev_close: Decimal | None = None) -> Sparkline:
    """``closes`` maps x to the close, as ``SparkPoints.closes`` gives them."""
    if not closes:
        return EMPTY
    low, high = min(closes.values()), max(closes.values())
    since = None if prev_close is None else float(prev_close)
    if since is not None:
        low, high = min(low, since), max(high, since)
    spare = max(abs(high) * MIN_SHARE - (high - low), 0.0) / 2
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
