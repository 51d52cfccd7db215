"""SVG paths of a plot: few, however many bars.

Whole units from the top left corner, in relative commands: a thousand bars are some 40 kB, and half
of absolute ones after compression.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

HEIGHT = 1000
STEP = 8
"""Units from one bar to the next."""

BODY = 6
"""Units of width of a candle's body and a volume column."""

CENTRE = STEP // 2

CACHED_UNITS = 20_000
"""Units either way: no plot is wider."""


class PathCommands(dict[int, str]):
    """Path commands by number, each formatted once. Numbers far outside any plot are not cached."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._form = form

    def __missing__(self, number: int) -> str:
        text = self._form.format(number)
        if abs(number) <= CACHED_UNITS:
            self[number] = text
        return text


move, line_right, line_down = PathCommands("m{}"), PathCommands("h{}"), PathCommands("v{}")
plain_number, signed_number = PathCommands("{}"), PathCommands("{:+}")
"""A signed number may directly follow another."""

next_point = PathCommands(f"{STEP}{{:+}}")
"""To the next bar, with this change of height."""


class Shape(NamedTuple):
    css: str
    d: str


def strokes(segments: Iterable[tuple[int, int, int]]) -> str:
    """Vertical lines: x, top and bottom of each."""
    parts: list[str] = []
    x = y = 0
    for at, top, bottom in segments:
        parts += (move[at - x], signed_number[top - y], line_down[bottom - top])
        x, y = at, bottom
    return "".join(parts)


def bands(segments: Iterable[tuple[int, int]]) -> str:
    """Full-height rectangles: left and right edge of each."""
    parts = [f"M{left} 0h{right - left}v{HEIGHT}h-{right - left}z" for left, right in segments]
    return "".join(parts)


def non_empty_shapes(*shapes: Shape) -> list[Shape]:
    return [shape for shape in shapes if shape.d]
