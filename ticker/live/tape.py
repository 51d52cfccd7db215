from __future__ import annotations

from collections import deque

from ticker.market.bar import Bar
from ticker.market.prints import Print, Prints

BARS_KEPT = 5
"""Minute bars kept: what the store may not have yet, and some more."""


class Tape:
    """``version`` is the mirror's version of the last change."""

    __slots__ = ("bars", "prints", "version")

    def __init__(self) -> None:
        self.prints = Prints()
        self.bars: deque[Bar] = deque(maxlen=BARS_KEPT)
        self.version = 0

    def add_print(self, print_: Print, version: int) -> None:
        self.prints.add(print_)
        self.version = version

    def add_bar(self, bar: Bar, version: int) -> None:
        """Replace a known minute or append a newer one; older ones are in the store."""
        self.version = version
        for place, known in enumerate(self.bars):
            if known.ts_open == bar.ts_open:
                self.bars[place] = bar
                return
        if not self.bars or bar.ts_open > self.bars[-1].ts_open:
            self.bars.append(bar)
