"""An instrument's tape in a web process: its newest trades and bars of a minute."""

from __future__ import annotations

from collections import deque

from ticker.market.bar import Bar
from ticker.market.prints import Print, Prints

MINUTES = 5
"""Bars of a minute that are kept: what the store may not have yet, and some more."""


class Tape:
    """``version`` is the mirror's when it last changed."""

    __slots__ = ("bars", "prints", "version")

    def __init__(self) -> None:
        self.prints = Prints()
        self.bars: deque[Bar] = deque(maxlen=MINUTES)
        self.version = 0

    def print(self, said: Print, version: int) -> None:
        self.prints.add(said)
        self.version = version

    def fold(self, bar: Bar, version: int) -> None:
        """Of a minute that is known, or a newer one; an older one is in the store."""
        self.version = version
        for place, each in enumerate(self.bars):
            if each.ts_open == bar.ts_open:
                self.bars[place] = bar
                return
        if not self.bars or bar.ts_open > self.bars[-1].ts_open:
            self.bars.append(bar)
