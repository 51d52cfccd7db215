"""A row as HTML: the one partial that the page and the push share."""

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
from ticker.rows.columns import in_full, in_zone
from ticker.rows.sparkline import EMPTY, Sparkline

FLASH_NAMES = 4
"""How many names the flash's animation has. A morph restarts no animation, so each flash takes
the next name; four are enough for a view that is updated once a second to miss none."""


HEADING = "#"
"""What a heading begins with among the symbols of a table: "#12 Semiconductors", by number and
text. No symbol does."""

_SPECIAL = re.compile("[&<>\"']")
"""What HTML escapes: most rows have none of it, and to look once is a tenth of the work."""


Kind = Literal["row", "tape", "tile", "quote"]


class Layout(Struct, frozen=True):
    """How a table's rows look. ``table`` is the table's name in ids; ``kind`` picks the partial;
    ``link_query`` goes to the end of the row's link, with its "?". ``controls`` are the buttons of
    a row: a star that keeps it, or what edits a list. Times are of ``time_zone``, "" for the
    exchange's. Where nobody can follow one, a row has no link."""

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
    """One row, quiet unless ``flashing``; every value in it is escaped."""
    form = _form(layout)
    values = _values(level, definition, layout, form.columns, flashing)
    values["spark_d"], values["spark_prev"] = spark
    if _SPECIAL.search("".join(values.values())):
        values = {name: escape(value) for name, value in values.items()}
    html = form.text % values
    # ▲ and − as references: a string that is not ASCII costs each send 20 times as much to encode.
    plain = html.encode("ascii", "xmlcharrefreplace").decode("ascii")
    # Safe: the form is the partial's own text, and nothing gets into it unescaped.
    return mark_safe(plain)  # noqa: S308


def render_body(layout: Layout, rows: Iterable[SafeString]) -> SafeString:
    """The element that holds a table's rows, or says that there are none."""
    return render_to_string(f"partials/{layout.kind}s.html", {"layout": layout, "rows": list(rows)})


def render_heading(heading: str, layout: Layout) -> SafeString:
    """A row that begins a section, from HEADING, its number and its text."""
    number, _, text = heading.removeprefix(HEADING).partition(" ")
    return render_to_string(
        "partials/heading.html", {"layout": layout, "number": number, "text": text}
    )


class _Form(NamedTuple):
    """``text`` has a place for each value of the ``columns``."""

    text: str
    columns: tuple[Column, ...]


@lru_cache(maxsize=1024)
def _form(layout: Layout) -> _Form:
    """The row's partial, rendered once with a place for each value instead of the values.

    A row is then one substitution: a tenth of what the template costs, and it is what a busy
    server does most.
    """
    places = {
        name: f"\x02{name}\x03"
        for name in ("row_id", "full_symbol", "ticker", "data_ts", "css", "word")
    }
    cells = [
        {
            "key": key,
            "label": in_zone(key).label,
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
    columns = tuple(in_zone(key, layout.time_zone) for key in layout.columns)
    return _Form(named, tuple(map(in_full, columns)) if layout.kind == "quote" else columns)


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
    for each in columns:
        css = each.css
        if each.is_price:
            css += places
        if each.direction is not None:
            css += f" {formats.direction(each.direction(level))}"
        if each.flashes and flashing:
            css += flash
        values[f"{each.key}_css"] = css
        values[each.key] = each.text(level, definition)
    return values
