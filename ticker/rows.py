"""A row as HTML: the one partial that the page and the push share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal, NamedTuple

from django.template import Context, Template
from django.template.loader import get_template
from django.utils.safestring import SafeString
from msgspec import Struct

from ticker import formats
from ticker.columns import COLUMNS, Column
from ticker.instruments import InstrumentDefinition
from ticker.level1 import Level1

FLASH_NAMES = 4
"""How many names the flash's animation has. A morph restarts no animation, so each flash takes
the next name; four are enough for a view that is updated once a second to miss none."""


class Layout(Struct, frozen=True):
    """How a table's rows look. ``table`` is the table's name in ids; ``kind`` picks the partial;
    ``link_query`` goes to the end of the row's link, with its "&"."""

    table: str
    columns: tuple[str, ...]
    kind: Literal["row", "tape"] = "row"
    link_query: str = ""
    empty_text: str = "No instruments here"


class Cell(NamedTuple):
    key: str
    css: str
    text: str
    arrow: str


def render_row(
    level: Level1, definition: InstrumentDefinition, layout: Layout, *, flashing: bool = False
) -> SafeString:
    """One row, quiet unless ``flashing``. Every value in it is escaped by the template."""
    context = {
        "row_id": f"row-{layout.table}-{definition.row_id}",
        "symbol": level.symbol,
        "link_query": layout.link_query,
        "data_ts": level.ts_event // 1_000_000,
        "held": level.status if level.is_held else "",
        "cells": _cells(level, definition, layout, flashing),
    }
    return _template(f"partials/{layout.kind}.html").render(Context(context))


def render_body(layout: Layout, rows: Iterable[SafeString]) -> SafeString:
    """The element that holds a table's rows, or says that there are none."""
    context = {"layout": layout, "rows": list(rows), "width": len(layout.columns)}
    return _template(f"partials/{layout.kind}s.html").render(Context(context))


@cache
def _template(name: str) -> Template:
    template: Template = get_template(name).template  # type: ignore[attr-defined]
    return template


def _cells(
    level: Level1, definition: InstrumentDefinition, layout: Layout, flashing: bool
) -> Sequence[Cell]:
    arrow_at = next((key for key in ("chg", "chg_pct") if key in layout.columns), "")
    flash = f" flash-{formats.direction(level.tick)} f{level.flash % FLASH_NAMES}"
    cells = []
    for key in layout.columns:
        column = COLUMNS[key]
        css = _css(column, level, definition)
        if flashing and column.flashes:
            css += flash
        arrow = formats.arrow(level.chg) if key == arrow_at else ""
        cells.append(Cell(key, css, column.text(level, definition), arrow))
    return cells


def _css(column: Column, level: Level1, definition: InstrumentDefinition) -> str:
    css = column.key if column.is_text else f"num {column.key}"
    if column.is_price and level.last is not None:
        css += f" d{formats.decimals(definition, level.last)}"
    if column.is_directed and level.chg:
        css += f" {formats.direction(level.chg)}"
    return css
