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


class RenderedRow(NamedTuple):
    """A row for the page and for the push."""

    version: int
    html: SafeString
    fragment: SafeString


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
        self._rendered: dict[tuple[str, bool], RenderedRow] = {}
        self._fragments: dict[tuple[int, int], dict[str, str]] = {}
        self._fragments_version = 0

    def row(self, symbol: str, page_version: int = 0) -> SafeString:
        """The row for a page that is current up to version ``cursor``; 0 has nothing."""
        return self._newest_row(symbol, page_version).html

    def body(self, symbols: tuple[str, ...]) -> SafeString:
        """The whole body of a table, quiet. ``symbols`` may contain headings."""
        return render_body(self.layout, [self._row_or_heading(symbol) for symbol in symbols])

    def _row_or_heading(self, symbol: str) -> SafeString:
        is_heading = symbol.startswith(HEADING)
        return render_heading(symbol, self.layout) if is_heading else self.row(symbol)

    def rows_since(self, symbols: tuple[str, ...], page_version: int, body_version: int = 0) -> str:
        """The rows that changed after version ``cursor``, as out-of-band fragments. Flashes up to
        ``drawn`` never started on this page."""
        changed = self._known_fragments(page_version, body_version)
        try:
            return "".join([changed[symbol] for symbol in symbols])
        except KeyError:
            return "".join(
                [self._row_fragment(symbol, page_version, body_version) for symbol in symbols]
            )

    def _known_fragments(self, page_version: int, body_version: int) -> dict[str, str]:
        """Fragments already known for changes after ``cursor``; "" for unchanged rows."""
        if self._fragments_version != self._mirror.version:
            self._fragments_version = self._mirror.version
            self._fragments.clear()
        return self._fragments.setdefault((page_version, body_version), {})

    def _row_fragment(self, symbol: str, page_version: int, body_version: int) -> str:
        known = self._fragments[page_version, body_version]
        pushed = known.get(symbol)
        if pushed is None:
            entry = self._mirror.entry(symbol)
            has_changed = entry is not None and entry.version > page_version
            pushed = (
                self._newest_row(symbol, page_version, body_version).fragment if has_changed else ""
            )
            known[symbol] = pushed
        return pushed

    def _newest_row(self, symbol: str, page_version: int, body_version: int = 0) -> RenderedRow:
        entry = self._mirror.entry(symbol)
        if entry is None:
            return self._render_row(symbol, 1, flashing=False)
        runs = time.monotonic() - entry.flash_started < FLASH_SECONDS
        began = entry.flash_version
        flashing = bool(
            page_version and began and (began > page_version or (runs and began > body_version))
        )
        return self._render_row(symbol, entry.version, flashing)

    def _render_row(self, symbol: str, version: int, flashing: bool) -> RenderedRow:
        known = self._rendered.get((symbol, flashing))
        if known is None or known.version != version:
            mirror = self._mirror
            level = self._positions.add_position(mirror.level(symbol))
            definition = mirror.universe[symbol]
            spark = mirror.spark(symbol) if self._has_sparks else EMPTY
            html = render_row(level, definition, self.layout, flashing=flashing, spark=spark)
            known = RenderedRow(version, html, out_of_band(html))
            self._rendered[symbol, flashing] = known
            self._metrics.rows_rendered += 1
        return known
