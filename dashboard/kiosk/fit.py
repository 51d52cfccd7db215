"""Fitting: how wide a page is in terms of its type, so that the type can be as large as the screen
allows. The wall's stylesheet divides by these numbers."""

from __future__ import annotations

from math import ceil, sqrt
from typing import NamedTuple

from dashboard.kiosk.wall import WallPage
from ticker.columns import in_zone
from ticker.level1 import Level1
from ticker.mirror import Mirror

DIGIT, LETTER = 0.6, 0.68
"""Widths in em, of the widest of the usual fonts."""

HEADROOM = 1
"""Characters that a number may become longer while the page is shown."""

GAP = 1.2
"""Between two columns, and on both sides of a tile, in em."""

NAME = 11.0
"""Of a name, in em: the one text that may be cut."""

LABEL = 0.6
"""Of the type of a head to that of its column."""

TILE_SIZES = {"symbol": 1.0, "name": 0.0, "last": 1.5}
"""Of the type in a tile to the tile's own; a name is cut where it ends."""

TILE_OTHERS = 0.8
"""Of all else, which stands on one line."""

TILE_SHAPE = 2.2
"""Width of a tile to its height."""

SCREEN_SHAPE = 16 / 9

WIDEST = 200
"""In em; a page of more could not be read from any distance."""


class Fit(NamedTuple):
    """``lines`` from top to bottom, ``across`` beside each other, ``width`` of all in em."""

    lines: int
    across: int
    width: int


def fit(page: WallPage, mirror: Mirror) -> Fit:
    """Of the page as it is now."""
    texts = _texts(page, mirror)
    lines = _lines(page, mirror)
    if page.layout == "tape":
        return Fit(lines, 1, 1)
    if page.layout == "table":
        width = sum(_column(key, length) + GAP for key, length in texts.items())
        return Fit(lines, 1, min(WIDEST, ceil(width)))
    across = min(lines, ceil(sqrt(lines * SCREEN_SHAPE / TILE_SHAPE)))
    return Fit(ceil(lines / across), across, min(WIDEST, ceil(_tile(texts) * across)))


def _lines(page: WallPage, mirror: Mirror) -> int:
    """As many as there are; as there may be, where that changes while the page is shown."""
    selection = page.selection
    if selection.board.admits is not None:
        return selection.page_size
    return max(1, len(selection.symbols(mirror)))


def _texts(page: WallPage, mirror: Mirror) -> dict[str, int]:
    """Characters of the longest text in each column."""
    universe, selection = mirror.universe, page.selection
    shown: list[Level1] = [
        mirror.level(each) for each in selection.symbols(mirror) if each in universe
    ]
    columns = [in_zone(key) for key in selection.choices.columns]
    return {
        each.key: max((len(each.text(level, universe[level.symbol])) for level in shown), default=0)
        for each in columns
    }


def _column(key: str, length: int) -> float:
    if key == "name":
        return NAME
    column = in_zone(key)
    label = len(column.label) * LETTER * LABEL
    text = length * LETTER if column.is_text else (length + HEADROOM) * DIGIT
    return max(label, text)


def _tile(texts: dict[str, int]) -> float:
    large = [
        (length + HEADROOM) * LETTER * TILE_SIZES[key]
        for key, length in texts.items()
        if key in TILE_SIZES
    ]
    others = [length + HEADROOM for key, length in texts.items() if key not in TILE_SIZES]
    return max(*large, sum(others) * DIGIT * TILE_OTHERS, 4.0) + GAP
