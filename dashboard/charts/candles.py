"""Candles: wicks under bodies, rising and falling bars in separate shapes."""

from __future__ import annotations

from dashboard.charts.floats import Floats
from dashboard.charts.paths import (
    BODY,
    STEP,
    PathCommands,
    Shape,
    line_down,
    move,
    non_empty_shapes,
    signed_number,
)
from dashboard.charts.scale import PRICES, Scale

LEAST_BODY = 3
"""Units of height for bars with equal Open and Close."""

_box = PathCommands(f"h{BODY}v{{}}h-{BODY}z")


class _Pen:
    """Writes relative commands, so it keeps its position. A thousand candles are a fifth of a
    chart's time."""

    __slots__ = ("bodies", "body_x", "body_y", "wick_x", "wick_y", "wicks")

    def __init__(self) -> None:
        self.wicks: list[str] = []
        self.bodies: list[str] = []
        self.wick_x = self.wick_y = self.body_x = self.body_y = 0

    def draw(self, x: int, high: int, top: int, bottom: int, low: int) -> None:
        """``x`` is the left edge; ``top`` and ``bottom`` are the body's."""
        if bottom - top < LEAST_BODY:
            top, bottom = _flat_body(top + bottom)
        if high < top or low > bottom:
            middle = x + BODY // 2
            upper, lower = high if high < top else top, low if low > bottom else bottom
            dx, dy = move[middle - self.wick_x], signed_number[upper - self.wick_y]
            self.wicks += (dx, dy, line_down[lower - upper])
            self.wick_x, self.wick_y = middle, lower
        self.bodies += (move[x - self.body_x], signed_number[top - self.body_y], _box[bottom - top])
        self.body_x, self.body_y = x, top


def candles(floats: Floats, scale: Scale, first: int = 0) -> list[Shape]:
    """Bars without prices are skipped; ``first`` is the index of the first bar."""
    rising, falling = _Pen(), _Pen()
    top, factor = scale.top, scale.factor
    x = (first - 1) * STEP + 1
    bars = zip(floats.opens, floats.highs, floats.lows, floats.closes, strict=True)
    for start, high, low, close in bars:
        x += STEP
        if start is None or high is None or low is None or close is None:
            continue
        opening, closing = round((top - start) * factor), round((top - close) * factor)
        upper, lower = round((top - high) * factor), round((top - low) * factor)
        if close < start:
            falling.draw(x, upper, opening, closing, lower)
        else:
            rising.draw(x, upper, closing, opening, lower)
    return non_empty_shapes(
        Shape("wick up", "".join(rising.wicks)),
        Shape("wick down", "".join(falling.wicks)),
        Shape("body up", "".join(rising.bodies)),
        Shape("body down", "".join(falling.bodies)),
    )


def _flat_body(sum_of_edges: int) -> tuple[int, int]:
    """A body of the least height, within the prices."""
    upper = min(max((sum_of_edges - LEAST_BODY) // 2, 0), PRICES - LEAST_BODY)
    return upper, upper + LEAST_BODY
