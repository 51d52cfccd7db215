"""Fragments: a row's newest HTML, rendered once per version for all who watch its layout."""

from __future__ import annotations

import re
import time
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from ticker.mirror import FLASH_SECONDS, Mirror
from ticker.rows import Layout, render_body, render_row

_ROOT = re.compile(r'<(\w+) (?=id="[\w.-]+")')


def out_of_band(html: SafeString, swap: str = "outerMorph") -> SafeString:
    """The element as an out-of-band fragment: htmx swaps it for the one with its id.

    Raises ValueError unless the text is one element with an id: anything else that is pushed
    would land in the page itself.
    """
    root = _ROOT.match(html)
    if root is None or not html.endswith(f"</{root[1]}>"):
        raise ValueError(f"not one element with an id: {html[:80]!r}")
    return mark_safe(f'<{root[1]} hx-swap-oob="{swap}" {html[root.end() :]}')  # noqa: S308


class Rendered(NamedTuple):
    """A row as it is on the page, and as it is pushed."""

    version: int
    html: SafeString
    pushed: SafeString


class Fragments:
    """The rows of one layout, in two voices: quiet changes a row in place, flashing also starts
    its animation."""

    def __init__(self, layout: Layout, mirror: Mirror) -> None:
        self.layout = layout
        self._mirror = mirror
        self._rendered: dict[tuple[str, bool], Rendered] = {}

    def row(self, symbol: str, cursor: int = 0) -> SafeString:
        """The row for a page that has everything up to ``cursor``; 0 has nothing."""
        return self._newest(symbol, cursor).html

    def pushed_row(self, symbol: str, cursor: int, drawn: int = 0) -> SafeString:
        """The same as an out-of-band fragment; a flash up to ``drawn`` was never begun there."""
        return self._newest(symbol, cursor, drawn).pushed

    def body(self, symbols: tuple[str, ...]) -> SafeString:
        """The whole body of a table, quiet."""
        return render_body(self.layout, [self.row(symbol) for symbol in symbols])

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
            level, definition = mirror.level(symbol), mirror.universe[symbol]
            html = render_row(level, definition, self.layout, flashing=flashing)
            known = Rendered(version, html, out_of_band(html))
            self._rendered[symbol, flashing] = known
        return known
