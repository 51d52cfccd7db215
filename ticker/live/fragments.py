"""Fragments: the newest HTML of each row, rendered once per version for all pages of a layout."""

from __future__ import annotations

import re
import time
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from ticker.live.metrics import Metrics
from ticker.live.mirror import FLASH_SECONDS, Mirror
from ticker.rows.positions import NONE, Positions
from ticker.rows.rows import HEADING, Layout, render_body, render_heading, render_row
from ticker.rows.sparkline import EMPTY

_ROOT = re.compile(r'<(\w+) (?=id="[\w.-]+")')


def out_of_band(html: SafeString, swap: str = "outerMorph") -> SafeString:
    """The element as an out-of-band fragment: htmx swaps it for the element with its id.

    Raises ValueError unless the text is one element with an id: htmx would put anything else into
    the page.
    """
    root = _ROOT.match(html)
    if root is None or not html.endswith(f"</{root[1]}>"):
        raise ValueError(f"not one element with an id: {html[:80]!r}")
    return mark_safe(f'<{root[1]} hx-swap-oob="{swap}" {html[root.end() :]}')  # noqa: S308


class Rendered(NamedTuple):
    """A row for the page and for the push."""

    version: int
    html: SafeString
    pushed: SafeString


class Fragments:
    """The rows of one layout in two voices: quiet changes a row in place, flashing also starts its
    animation."""

    def __init__(
        self,
        layout: Layout,
        mirror: Mirror,
        metrics: Metrics | None = None,
        positions: Positions = NONE,
    ) -> None:
        self.layout = layout
        self._has_sparks = "spark" in layout.columns
        self._positions = positions
        self._mirror = mirror
        self._metrics = metrics or Metrics()
        self._rendered: dict[tuple[str, bool], Rendered] = {}
        self._changed: dict[tuple[int, int], dict[str, str]] = {}
        self._changed_version = 0

    def row(self, symbol: str, cursor: int = 0) -> SafeString:
        """The row for a page that is current up to version ``cursor``; 0 has nothing."""
        return self._newest(symbol, cursor).html

    def body(self, symbols: tuple[str, ...]) -> SafeString:
        """The whole body of a table, quiet. ``symbols`` may contain headings."""
        return render_body(self.layout, [self._line(symbol) for symbol in symbols])

    def _line(self, symbol: str) -> SafeString:
        is_heading = symbol.startswith(HEADING)
        return render_heading(symbol, self.layout) if is_heading else self.row(symbol)

    def rows_since(self, symbols: tuple[str, ...], cursor: int, drawn: int = 0) -> str:
        """The rows that changed after version ``cursor``, as out-of-band fragments. Flashes up to
        ``drawn`` never started on this page."""
        changed = self._since(cursor, drawn)
        try:
            return "".join([changed[symbol] for symbol in symbols])
        except KeyError:
            return "".join([self._pushed(symbol, cursor, drawn) for symbol in symbols])

    def _since(self, cursor: int, drawn: int) -> dict[str, str]:
        """Fragments already known for changes after ``cursor``; "" for unchanged rows."""
        if self._changed_version != self._mirror.version:
            self._changed_version = self._mirror.version
            self._changed.clear()
        return self._changed.setdefault((cursor, drawn), {})

    def _pushed(self, symbol: str, cursor: int, drawn: int) -> str:
        known = self._changed[cursor, drawn]
        pushed = known.get(symbol)
        if pushed is None:
            entry = self._mirror.entry(symbol)
            has_changed = entry is not None and entry.version > cursor
            pushed = self._newest(symbol, cursor, drawn).pushed if has_changed else ""
            known[symbol] = pushed
        return pushed

    def _newest(self, symbol: str, cursor: int, drawn: int = 0) -> Rendered:
        entry = self._mirror.entry(symbol)
        if entry is None:
            return self._render(symbol, 1, flashing=False)
        runs = time.monotonic() - entry.flash_started < FLASH_SECONDS
        began = entry.flash_version
        flashing = bool(cursor and began and (began > cursor or (runs and began > drawn)))
        return self._render(symbol, entry.version, flashing)

    def _render(self, symbol: str, version: int, flashing: bool) -> Rendered:
        known = self._rendered.get((symbol, flashing))
        if known is None or known.version != version:
            mirror = self._mirror
            level = self._positions.held(mirror.level(symbol))
            definition = mirror.universe[symbol]
            spark = mirror.spark(symbol) if self._has_sparks else EMPTY
            html = render_row(level, definition, self.layout, flashing=flashing, spark=spark)
            known = Rendered(version, html, out_of_band(html))
            self._rendered[symbol, flashing] = known
            self._metrics.rows_rendered += 1
        return known
