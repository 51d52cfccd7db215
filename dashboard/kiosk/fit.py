"""Fitting: how wide and how high a page is in terms of its type, so that the type can be as large
as the screen allows. The wall's stylesheet divides by these numbers, and has the same heights."""

from __future__ import annotations

from math import ceil, sqrt
from typing import NamedTuple

from dashboard.kiosk.wall import WallPage
from ticker.live.mirror import Mirror
from ticker.market.level1 import Level1
from ticker.rows.columns import in_zone
from ticker.rows.formats import MISSING, decimals

DIGIT, LETTER = 0.56, 0.74
"""Widths in em: of a digit, as the stylesheet has it in every font; and of a bold capital."""

OTHERS = {
    **dict.fromkeys(".,:;'|!()/ ", 0.32),
    **dict.fromkeys("+−", 0.74),
    **dict.fromkeys("W—", 1.0),
    "-": 0.38,
    "–": 0.6,
    "%": 0.92,
    "M": 0.9,
}
"""Of characters that are neither, in the widest of the usual fonts."""

HEADROOM = DIGIT + OTHERS[","]
"""What a number may become longer while the page is shown: one more digit."""

USUAL = "−1,000.00"
"""What a number that is missing may become."""

ARROW = 0.9
"""What stands before the first change."""

GAP = 1.2
"""Between two columns, and on both sides of a tile."""

NAME = 8.0
"""Of a name, at least: the one text that may be cut."""

WORTH = 1.2
"""How much larger the type must be where names are small, under their symbols."""

WORD = 5.0
"""Of HALTED and its like, where there is no name whose place it takes."""

LINE, STACKED, HEAD, LABEL = 1.3, 1.95, 0.845, 0.5
"""Heights: of a line of a table, of one with the name under the symbol, and of the head; and the
type of a head to that of its column."""

DRAWING = 4.5
"""Of a drawing, beside numbers or across a tile."""

TILE_TYPE = {"symbol": 1.0, "last": 1.6, "chg": 0.62, "chg_pct": 0.62}
TILE_OTHER = 0.5
"""Type in a tile to the tile's own."""

TILE_HEIGHT, TILE_OTHER_HEIGHT, TILE_DRAWING_HEIGHT = 5.5, 0.7, 1.4
"""Of a tile with what all have, of each line more, and of a drawing."""

WIDE, TALL = (16, 9), (9, 16)
"""Shapes of screens."""

TEXT_LOSS = 1.05
"""Lines of a text end before its edge."""

LONGEST_WORD = 20.0
"""A longer one is broken."""

WIDEST, HIGHEST = 200, 400
"""A page of more could not be read from any distance."""


class Fit(NamedTuple):
    """``across`` stand beside each other; ``width`` and ``height`` are those of all. On a page that
    is stacked, names are under their symbols."""

    across: int
    width: int
    height: int
    is_stacked: bool


class Fits(NamedTuple):
    """``lines`` are instruments and headings; the rest depends on the shape of the screen, which
    only the browser knows."""

    lines: int
    wide: Fit
    tall: Fit


def fit(page: WallPage, mirror: Mirror) -> Fits:
    """Of the page as it is now."""
    lines, widths = _lines(page, mirror), _widths(page, mirror)
    ways = {"table": _table, "tiles": _tiles, "tape": _tape}[page.layout](lines, widths)
    return Fits(lines, *(_largest(ways, *shape) for shape in (WIDE, TALL)))


def _largest(ways: list[Fit], width: int, height: int) -> Fit:
    """The first of those that allow the largest type; small names must be worth it."""

    def type_size(way: Fit) -> float:
        return min(width / way.width, height / way.height) / (WORTH if way.is_stacked else 1)

    return max(ways, key=type_size)


def across(text: str) -> int:
    """How wide in em a text is laid out that fills the screen, its words in one piece."""
    longest = max((min(LONGEST_WORD, _width(word)) for word in text.split()), default=1.0)
    square = sqrt(_width(text) * LINE * WIDE[0] / WIDE[1])
    return min(WIDEST, ceil(max(longest, square * TEXT_LOSS)))


def _lines(page: WallPage, mirror: Mirror) -> int:
    """As many as there are; as there may be, where that changes while the page is shown."""
    selection = page.selection
    if selection.board.admits is not None:
        return selection.page_size
    return max(1, len(selection.symbols(mirror)))


def shown(page: WallPage, mirror: Mirror) -> list[Level1]:
    """The instruments on the page."""
    symbols = page.selection.symbols(mirror)
    return [mirror.level(each) for each in symbols if each in mirror.universe]


def most_decimals(page: WallPage, mirror: Mirror) -> int:
    """So that prices line up on the point."""
    return max((_decimals(level, mirror) for level in shown(page, mirror)), default=2)


def _decimals(level: Level1, mirror: Mirror) -> int:
    """Of its prices; of one without any, the usual."""
    return 2 if level.last is None else decimals(mirror.universe[level.symbol], level.last)


def _widths(page: WallPage, mirror: Mirror) -> dict[str, float]:
    """Of the longest text in each column."""
    levels, most = shown(page, mirror), most_decimals(page, mirror)
    widths = {}
    for column in (in_zone(key) for key in page.selection.choices.columns):
        if column.is_drawing:
            widths[column.key] = DRAWING
            continue
        is_lined_up = column.is_price and page.layout == "table"
        found = [0.0]
        for level in levels:
            lacks = (most - _decimals(level, mirror)) * DIGIT if is_lined_up else 0.0
            text = column.text(level, mirror.universe[level.symbol])
            found.append(_width(USUAL if text == MISSING else text) + lacks)
        widths[column.key] = max(found) + (0.0 if column.is_text else HEADROOM)
    first = next((key for key in ("chg", "chg_pct") if key in widths), "")
    return {key: width + ARROW * (key == first) for key, width in widths.items()}


def _width(text: str) -> float:
    return sum(DIGIT if each.isdigit() else OTHERS.get(each, LETTER) for each in text)


def _table(lines: int, widths: dict[str, float]) -> list[Fit]:
    """With the names beside their symbols, and under them."""
    labels = {key: _width(in_zone(key).label) * LABEL for key in widths}
    widths = {key: max(width, labels[key]) + GAP for key, width in widths.items()}
    if "name" not in widths:
        return [_whole(1, sum(widths.values()) + WORD, HEAD + lines * LINE)]
    others = sum(width for key, width in widths.items() if key != "name")
    return [
        _whole(1, others + NAME + GAP, HEAD + lines * LINE),
        _whole(1, others, HEAD + lines * STACKED, is_stacked=True),
    ]


def _tiles(lines: int, widths: dict[str, float]) -> list[Fit]:
    """With one, two, ... beside each other."""
    changes = [widths[key] for key in ("chg", "chg_pct") if key in widths]
    drawings = [widths[key] for key in widths if in_zone(key).is_drawing]
    others = [
        key
        for key in widths
        if key not in TILE_TYPE and key != "name" and not in_zone(key).is_drawing
    ]
    rows = [
        widths.get("symbol", 0.0),
        widths.get("last", 0.0) * TILE_TYPE["last"],
        (sum(changes) + GAP) * TILE_TYPE["chg"],
        WORD,
        *drawings,
        *((widths[key] + _width(in_zone(key).label) + GAP) * TILE_OTHER for key in others),
    ]
    width = max(rows) + GAP
    height = TILE_HEIGHT + TILE_OTHER_HEIGHT * len(others) + TILE_DRAWING_HEIGHT * len(drawings)
    return [_whole(each, each * width, ceil(lines / each) * height) for each in range(1, lines + 1)]


def _tape(lines: int, widths: dict[str, float]) -> list[Fit]:
    """Its type depends on nothing."""
    return [_whole(1, 1, 1)]


def _whole(across: int, width: float, height: float, *, is_stacked: bool = False) -> Fit:
    return Fit(across, min(WIDEST, ceil(width)), min(HIGHEST, ceil(height)), is_stacked)
