"""A row as HTML: the page and the push share one partial."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Literal, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from msgspec import Struct

from ticker.market.instruments import InstrumentDefinition
from ticker.market.level1 import Level1
from ticker.rows import formats
from ticker.rows.column import Column
from ticker.rows.columns import column_in_zone, with_full_text
from ticker.rows.sparkline import EMPTY, Sparkline

FLASH_NAMES = 4
"""How many names the flash animation has. A morph does not restart an animation, so each flash
takes the next name; with four, a table updated once a second misses none."""


HEADING = "#"
"""The first character of a heading among a table's symbols, as in "#12 Semiconductors". No symbol
starts with it."""

_CELL_CLASSES = re.compile("[&<>\"']")
"""Characters that HTML escapes. Most rows have none, and one search costs a tenth of escaping every
value."""


Kind = Literal["row", "tape", "tile", "quote"]


class Layout(Struct, frozen=True):
    """The look of a table's rows. ``table`` is the table's name in ids; ``kind`` picks the partial;
    ``link_query`` is appended to the row's link, "?" included. ``controls`` are a row's buttons:
    the star, or those that edit a list. ``time_zone`` is "" for exchange time. ``has_links`` is
    False on screens that nobody can click."""

    table: str
    columns: tuple[str, ...]
    kind: Kind = "row"
    link_query: str = ""
    empty_text: str = "No instruments here"
    controls: Literal["", "star", "edit"] = ""
    time_zone: str = ""
    has_links: bool = True

    @property
    def width(self) -> int:
        """Cells in a row."""
        return len(self.columns) + bool(self.controls)


def render_row(
    level: Level1,
    definition: InstrumentDefinition,
    layout: Layout,
    *,
    flashing: bool = False,
    spark: Sparkline = EMPTY,
) -> SafeString:
    """One row, escaped. ``flashing`` starts the flash animation; otherwise the row is quiet."""
    form = _row_template(layout)
    values = _values(level, definition, layout, form.columns, flashing)
    values["spark_d"], values["spark_prev"] = spark
    if _CELL_CLASSES.search("".join(values.values())):
        values = {name: escape(value) for name, value in values.items()}
    html = form.text % values
    # Write ▲ and − as character references: encoding a non-ASCII string costs 20 times as much at
    # each send.
    plain = html.encode("ascii", "xmlcharrefreplace").decode("ascii")
    # Safe: the form is the partial's own text, and every value is escaped.
    return mark_safe(plain)  # noqa: S308


def render_body(layout: Layout, rows: Iterable[SafeString]) -> SafeString:
    """The element that holds a table's rows, or its empty text."""
    return render_to_string(f"partials/{layout.kind}s.html", {"layout": layout, "rows": list(rows)})


def render_heading(heading: str, layout: Layout) -> SafeString:
    """The heading row for HEADING, a number and a text."""
    number, _, text = heading.removeprefix(HEADING).partition(" ")
    return render_to_string(
        "partials/heading.html", {"layout": layout, "number": number, "text": text}
    )


class _RowTemplate(NamedTuple):
    """``text`` has a placeholder for each value of the ``columns``."""

    text: str
    columns: tuple[Column, ...]


@lru_cache(maxsize=1024)
def _row_template(layout: Layout) -> _RowTemplate:
    """The partial, rendered once with placeholders instead of values.

    Rendering a row is then one substitution, at a tenth of the template's cost; a busy server does
    little else.
    """
    places = {
        name: f"\x02{name}\x03"
        for name in ("row_id", "full_symbol", "ticker", "data_ts", "css", "word")
    }
    cells = [
        {
            "key": key,
            "label": column_in_zone(key).label,
            "css": f"\x02{key}_css\x03",
            "text": f"\x02{key}\x03",
            "arrow": "\x02arrow\x03",
        }
        for key in layout.columns
    ]
    arrow_at = next((key for key in ("chg", "chg_pct") if key in layout.columns), "")
    spark = {"d": "\x02spark_d\x03", "prev": "\x02spark_prev\x03"}
    context = {**places, "layout": layout, "cells": cells, "arrow_at": arrow_at, "spark": spark}
    text = render_to_string(f"partials/{layout.kind}.html", context)
    named = re.sub("\x02(\\w+)\x03", r"%(\1)s", text.replace("%", "%%"))
    columns = tuple(column_in_zone(key, layout.time_zone) for key in layout.columns)
    return _RowTemplate(
        named, tuple(map(with_full_text, columns)) if layout.kind == "quote" else columns
    )


def _values(
    level: Level1,
    definition: InstrumentDefinition,
    layout: Layout,
    columns: tuple[Column, ...],
    flashing: bool,
) -> dict[str, str]:
    values = {
        "row_id": f"row-{layout.table}-{definition.row_id}",
        "full_symbol": level.symbol,
        "ticker": definition.ticker,
        "data_ts": str(level.ts_event // 1_000_000),
        "css": "held" if level.is_frozen else "",
        "word": level.status if level.is_frozen else "",
        "arrow": formats.arrow(level.chg),
    }
    flash = f" flash-{formats.direction(level.tick)} f{level.flash % FLASH_NAMES}"
    places = "" if level.last is None else f" d{formats.decimals(definition, level.last)}"
    for column in columns:
        css = column.css
        if column.is_price:
            css += places
        if column.direction is not None:
            css += f" {formats.direction(column.direction(level))}"
        if column.flashes and flashing:
            css += flash
        values[f"{column.key}_css"] = css
        values[column.key] = column.text(level, definition)
    return values
