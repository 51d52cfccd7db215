"""A live table: one view as all the connections of this process that show it share it."""

from __future__ import annotations

import time
from collections.abc import Callable

from ticker.fragments import Fragments, out_of_band
from ticker.mirror import Mirror
from ticker.view import View

RANK_SPACING = 5.0
"""Seconds between two rankings of a sorted table: values move at once, order every few seconds."""


class LiveTable:
    """The view's order, and what changed in it since a cursor, joined once per version.

    ``rankings`` counts how often it was ranked.
    """

    def __init__(self, view: View, mirror: Mirror, fragments: Fragments) -> None:
        self.view = view
        self._mirror = mirror
        self._fragments = fragments
        self._order: tuple[str, ...] = view.symbols(mirror)
        self._ranked = time.monotonic()
        self.rankings = 0
        self._fresh = 0, self._order
        self._joined: dict[tuple[tuple[str, ...], int, int], str] = {}
        self._joined_version = 0

    def order(self) -> tuple[str, ...]:
        """The symbols in order: the same object until the order changes."""
        if self.view.is_ranked and time.monotonic() - self._ranked >= RANK_SPACING:
            self.rank()
        return self._order

    def fresh_order(self) -> tuple[str, ...]:
        """The order that a page drawn now has, for a page that has just come: it keeps it until
        the next ranking, instead of going back to the one before."""
        version = self._mirror.version
        if self.view.is_ranked and self._fresh[0] != version:
            self._fresh = version, self.view.symbols(self._mirror)
        fresh = self._fresh[1]
        return self._order if fresh == self._order or not self.view.is_ranked else fresh

    def rank(self) -> None:
        self._ranked = time.monotonic()
        self.rankings += 1
        order = self.view.symbols(self._mirror)
        if order != self._order:
            self._order = order

    def body(self, order: tuple[str, ...]) -> str:
        """The whole table body as a fragment: order and values, quiet."""
        return self._once(order, 0, lambda: out_of_band(self._fragments.body(order)))

    def rows_since(self, order: tuple[str, ...], cursor: int, drawn: int = 0) -> str:
        """The rows that changed after ``cursor``, as fragments; "" if none did. What flashed up to
        ``drawn``, the version of the page's last whole body, does not flash there any more."""
        drawn = drawn if drawn >= self._mirror.oldest_flash else 0
        return self._once(order, cursor, lambda: self._join(order, cursor, drawn), drawn)

    def _join(self, order: tuple[str, ...], cursor: int, drawn: int) -> str:
        entry, row = self._mirror.entry, self._fragments.pushed_row
        changed = (symbol for symbol in order if (e := entry(symbol)) and e.version > cursor)
        return "".join(row(symbol, cursor, drawn) for symbol in changed)

    def _once(
        self, order: tuple[str, ...], cursor: int, join: Callable[[], str], drawn: int = 0
    ) -> str:
        if self._joined_version != self._mirror.version:
            self._joined.clear()
            self._joined_version = self._mirror.version
        key = order, cursor, drawn
        if key not in self._joined:
            self._joined[key] = join()
        return self._joined[key]
