"""How wide and high a page is in em, so that its type can be as large as the screen allows. The
stylesheet of the wall uses the same numbers."""

from __future__ import annotations

from math import ceil, sqrt
from typing import NamedTuple

from dashboard.kiosk.wall import WallPage
from ticker.live.mirror import Mirror
from ticker.market.level1 import Level1
from ticker.rows.columns import column_in_zone
from ticker.rows.formats import MISSING, decimals

DIGIT_WIDTH, LETTER_WIDTH = 0.56, 0.74
"""Widths in em: of a digit, the same in every font, and of a bold capital."""

CHARACTER_WIDTHS = {
    **dict.fromkeys(".,:;'|!()/ ", 0.32),
    **dict.fromkeys("+−", 0.74),
    **dict.fromkeys("W—", 1.0),
    "-": 0.38,
    "–": 0.6,
    "%": 0.92,
    "M": 0.9,
}
"""Widths of other characters, in the widest of the usual fonts."""

HEADROOM = DIGIT_WIDTH + CHARACTER_WIDTHS[","]
"""Room for a number to grow by one digit while the page is shown."""

PLACEHOLDER = "−1,000.00"
"""The room for a value that is still missing."""

ARROW_WIDTH = 0.9
"""The width of the arrow before the first change."""

GAP = 1.2
"""The width between two columns, and on both sides of a tile."""

NAME_WIDTH = 8.0
"""The least width of a name, which is the only text that may be cut."""

STACKED_GAIN = 1.2
"""How many times larger the type must be to put small names under their symbols."""

STATUS_WIDTH = 5.0
"""The width of HALTED and the like, if there is no name column."""

LINE_HEIGHT, STACKED_HEIGHT, HEAD_HEIGHT, LABEL_SIZE = 1.3, 1.95, 0.845, 0.5
"""Heights of a line in a table, of a line with the name under the symbol, and of the head; the last
is the type of a head as a share of that of its column."""

DRAWING_WIDTH = 4.5
"""The width of a drawing in a table or a tile."""

TILE_TYPE_SIZES = {"symbol": 1.0, "last": 1.6, "chg": 0.62, "chg_pct": 0.62}
TILE_OTHER_SIZE = 0.5
"""Type sizes in a tile, as shares of the type of the tile."""

TILE_HEIGHT, TILE_OTHER_HEIGHT, TILE_DRAWING_HEIGHT = 5.5, 0.7, 1.4
"""Heights of a tile with the usual columns, of each further line, and of a drawing."""

WIDE, TALL = (16, 9), (9, 16)
TEXT_LOSS = 1.05
"""How many times wider a text is set, because lines break before the edge."""

LONGEST_WORD = 20.0
"""In em. A longer word is broken."""

MAX_WIDTH, MAX_HEIGHT = 200, 400
"""A larger page could not be read from any distance."""


class Fit(NamedTuple):
    """``across`` is how many stand side by side; ``width`` and ``height`` are those of the whole
    page, in em. If ``is_stacked``, names are under their symbols."""

    columns: int
    width: int
    height: int
    is_stacked: bool


class Fits(NamedTuple):
    """``lines`` counts instruments and headings. ``wide`` and ``tall`` are for the two shapes of a
    screen."""

    lines: int
    wide: Fit
    tall: Fit


def fit_page(page: WallPage, mirror: Mirror) -> Fits:
    lines, widths = _line_count(page, mirror), _column_widths(page, mirror)
    ways = {"table": _table_fits, "tiles": _tile_fits, "tape": _tape_fits}[page.layout](
        lines, widths
    )
    return Fits(lines, *(_best_fit(ways, *shape) for shape in (WIDE, TALL)))


def _best_fit(fits: list[Fit], width: int, height: int) -> Fit:
    def type_size(way: Fit) -> float:
        return min(width / way.width, height / way.height) / (STACKED_GAIN if way.is_stacked else 1)

    return max(fits, key=type_size)


def display_width(text: str) -> int:
    """Return the width in em at which a text fills the screen without breaking a word."""
    longest = max((min(LONGEST_WORD, _width(word)) for word in text.split()), default=1.0)
    square = sqrt(_width(text) * LINE_HEIGHT * WIDE[0] / WIDE[1])
    return min(MAX_WIDTH, ceil(max(longest, square * TEXT_LOSS)))


def _line_count(page: WallPage, mirror: Mirror) -> int:
    """The most lines that there may be while the page is shown."""
    selection = page.selection
    if selection.board.admits is not None:
        return selection.page_size
    return max(1, len(selection.symbols(mirror)))


def page_levels(page: WallPage, mirror: Mirror) -> list[Level1]:
    symbols = page.selection.symbols(mirror)
    return [mirror.level(symbol) for symbol in symbols if symbol in mirror.universe]


def max_decimals(page: WallPage, mirror: Mirror) -> int:
    return max((_decimals(level, mirror) for level in page_levels(page, mirror)), default=2)


def _decimals(level: Level1, mirror: Mirror) -> int:
    return 2 if level.last is None else decimals(mirror.universe[level.symbol], level.last)


def _column_widths(page: WallPage, mirror: Mirror) -> dict[str, float]:
    """Return the width of the longest text in each column, in em."""
    levels, most = page_levels(page, mirror), max_decimals(page, mirror)
    widths = {}
    for column in (column_in_zone(key) for key in page.selection.choices.columns):
        if column.is_drawing:
            widths[column.key] = DRAWING_WIDTH
            continue
        is_lined_up = column.is_price and page.layout == "table"
        texts = [0.0]
        for level in levels:
            lacks = (most - _decimals(level, mirror)) * DIGIT_WIDTH if is_lined_up else 0.0
            text = column.text(level, mirror.universe[level.symbol])
            texts.append(_width(PLACEHOLDER if text == MISSING else text) + lacks)
        widths[column.key] = max(texts) + (0.0 if column.is_text else HEADROOM)
    first = next((key for key in ("chg", "chg_pct") if key in widths), "")
    return {key: width + ARROW_WIDTH * (key == first) for key, width in widths.items()}


def _width(text: str) -> float:
    return sum(
        DIGIT_WIDTH if character.isdigit() else CHARACTER_WIDTHS.get(character, LETTER_WIDTH)
        for character in text
    )


def _table_fits(lines: int, widths: dict[str, float]) -> list[Fit]:
    labels = {key: _width(column_in_zone(key).label) * LABEL_SIZE for key in widths}
    widths = {key: max(width, labels[key]) + GAP for key, width in widths.items()}
    if "name" not in widths:
        return [
            _rounded_fit(1, sum(widths.values()) + STATUS_WIDTH, HEAD_HEIGHT + lines * LINE_HEIGHT)
        ]
    others = sum(width for key, width in widths.items() if key != "name")
    return [
        _rounded_fit(1, others + NAME_WIDTH + GAP, HEAD_HEIGHT + lines * LINE_HEIGHT),
        _rounded_fit(1, others, HEAD_HEIGHT + lines * STACKED_HEIGHT, is_stacked=True),
    ]


def _tile_fits(lines: int, widths: dict[str, float]) -> list[Fit]:
    changes = [widths[key] for key in ("chg", "chg_pct") if key in widths]
    drawings = [widths[key] for key in widths if column_in_zone(key).is_drawing]
    others = [
        key
        for key in widths
        if key not in TILE_TYPE_SIZES and key != "name" and not column_in_zone(key).is_drawing
    ]
    rows = [
        widths.get("symbol", 0.0),
        widths.get("last", 0.0) * TILE_TYPE_SIZES["last"],
        (sum(changes) + GAP) * TILE_TYPE_SIZES["chg"],
        STATUS_WIDTH,
        *drawings,
        *(
            (widths[key] + _width(column_in_zone(key).label) + GAP) * TILE_OTHER_SIZE
            for key in others
        ),
    ]
    width = max(rows) + GAP
    height = TILE_HEIGHT + TILE_OTHER_HEIGHT * len(others) + TILE_DRAWING_HEIGHT * len(drawings)
    return [
        _rounded_fit(columns, columns * width, ceil(lines / columns) * height)
        for columns in range(1, lines + 1)
    ]


def _tape_fits(lines: int, widths: dict[str, float]) -> list[Fit]:
    """The size of a tape depends on nothing."""
    return [_rounded_fit(1, 1, 1)]


def _rounded_fit(columns: int, width: float, height: float, *, is_stacked: bool = False) -> Fit:
    return Fit(columns, min(MAX_WIDTH, ceil(width)), min(MAX_HEIGHT, ceil(height)), is_stacked)
