"""The day of an instrument in a few pixels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ticker.bar import Bar

WIDTH, HEIGHT = 96, 24
"""Units."""

STEP = 2
"""Units of width from one close to the next."""

EDGE = 2
"""Units above and below that stay free: half the width of a line, and some."""

LEAST_SHARE = 0.002
"""Of the price, that the height is at least."""


class Sparkline(NamedTuple):
    """``d`` is the path of the closes, "" without any; ``prev_y`` where Prev Close is, in units,
    -1 without one; ``direction`` up, down or nothing since it."""

    d: str
    prev_y: int
    direction: str


def columns(bars: Iterable[Bar], start: int, end: int) -> dict[int, float]:
    """The last close of each step to the right, between ``start`` and ``end``, UTC nanoseconds: the
    session's, so that all of a board have the same time at the same place.

    Whoever keeps it for an instrument adds a new bar by ``update``."""
    scale = WIDTH / STEP / (end - start)
    return {
        int((bar.ts_open - start) * scale) * STEP: float(bar.close)
        for bar in bars
        if bar.close is not None and start <= bar.ts_open < end
    }


def sparkline(closes: Mapping[int, float], prev_close: Decimal | None = None) -> Sparkline:
    """``closes`` are those of columns, from left to right."""
    if not closes:
        return Sparkline("", -1, "")
    low, high = min(closes.values()), max(closes.values())
    since = None if prev_close is None else float(prev_close)
    if since is not None:
        low, high = min(low, since), max(high, since)
    spare = max(abs(high) * LEAST_SHARE - (high - low), 0.0) / 2
    top, factor = high + spare, (HEIGHT - 2 * EDGE) / (high - low + 2 * spare or 1.0)
    d = _path([(x, EDGE + round((top - price) * factor)) for x, price in closes.items()])
    if since is None:
        return Sparkline(d, -1, "")
    newest = closes[max(closes)]
    direction = "up" if newest > since else "down" if newest < since else ""
    return Sparkline(d, EDGE + round((top - since) * factor), direction)


def _path(points: Sequence[tuple[int, int]]) -> str:
    (x, y), *rest = points
    parts = [f"M{x} {y}l0 0"]
    for to_x, to_y in rest:
        parts.append(f"{to_x - x}{to_y - y:+d}")
        x, y = to_x, to_y
    return " ".join(parts)
