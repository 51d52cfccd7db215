"""What a plot is written in: few paths, whatever the number of bars.

Everything is whole units from the top left corner. What there is many of is in relative commands:
a thousand bars are some 40 kB, and half of what absolute ones would be once they are compressed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

HEIGHT = 1000
STEP = 8
"""Units from one bar to the next."""

BODY = 6
"""Units of width: of a candle's body, and of the column of its volume."""

CENTRE = STEP // 2

KEPT = 20_000
"""Units either way: no plot is wider."""


class Texts(dict[int, str]):
    """Pieces of commands by their number, each made once: a chart has few and writes each hundreds
    of times. What is far out of any plot, as a wild price over one that is due to be drawn anew,
    is not kept."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._form = form

    def __missing__(self, number: int) -> str:
        text = self._form.format(number)
        if abs(number) <= KEPT:
            self[number] = text
        return text


move, right, down = Texts("m{}"), Texts("h{}"), Texts("v{}")
plain, signed = Texts("{}"), Texts("{:+}")
"""A signed one may stand right after another number."""

onward = Texts(f"{STEP}{{:+}}")
"""To the next bar, so far down."""


class Shape(NamedTuple):
    """A path: its class and its commands."""

    css: str
    d: str


def strokes(found: Iterable[tuple[int, int, int]]) -> str:
    """Vertical lines: where each is, its top and its bottom."""
    parts: list[str] = []
    x = y = 0
    for at, top, bottom in found:
        parts += (move[at - x], signed[top - y], down[bottom - top])
        x, y = at, bottom
    return "".join(parts)


def bands(found: Iterable[tuple[int, int]]) -> str:
    """Rectangles from the top to the bottom: the left and the right edge of each."""
    parts = [f"M{left} 0h{right - left}v{HEIGHT}h-{right - left}z" for left, right in found]
    return "".join(parts)


def drawn_shapes(*shapes: Shape) -> list[Shape]:
    """Those that there is something of."""
    return [each for each in shapes if each.d]
