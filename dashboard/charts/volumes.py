"""The volume columns at the bottom of a plot."""

from __future__ import annotations

from dashboard.charts.floats import Floats
from dashboard.charts.paths import BODY, HEIGHT, STEP, PathCommands, Shape, line_right

VOLUMES = 170
"""Units that the greatest volume fills."""

UP, DOWN, UNKNOWN = range(3)
COLUMNS = ("volume up", "volume down", "volume")
"""Column classes by price direction."""

_column = PathCommands(f"v-{{0}}h{BODY}v{{0}}")


def volumes(floats: Floats, max_volume: float, first: int = 0) -> list[Shape]:
    """``max_volume`` fills the height; ``first`` is the index of the first bar."""
    walks: tuple[list[str], ...] = ([], [], [])
    ends = [0, 0, 0]
    factor = VOLUMES / max_volume if max_volume else 0.0
    x = (first - 1) * STEP + 1
    for start, close, size in zip(floats.opens, floats.closes, floats.volumes, strict=True):
        x += STEP
        units = round(size * factor)
        if units:
            way = UNKNOWN if start is None or close is None else DOWN if close < start else UP
            height = units if units < VOLUMES else VOLUMES
            walks[way].extend((line_right[x - ends[way]], _column[height]))
            ends[way] = x + BODY
    return [
        Shape(css, f"M0 {HEIGHT}" + "".join(walk))
        for css, walk in zip(COLUMNS, walks, strict=True)
        if walk
    ]
