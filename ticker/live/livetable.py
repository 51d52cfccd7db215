"""A live table: one view as all the connections of this process that show it share it."""

from __future__ import annotations

import time

from ticker.live.fragments import Fragments, out_of_band
from ticker.live.mirror import Mirror
from ticker.live.subscription import View

RANK_SPACING = 5.0
"""Seconds between two rankings of a sorted table: values move at once, order every few seconds."""


class Ranking:
    """An order of symbols. Two are the same only if they are one object, which is quick to ask."""

    __slots__ = ("symbols",)

    def __init__(self, symbols: tuple[str, ...]) -> None:
        self.symbols = symbols


class LiveTable:
    """The view's ranking, and what changed in it since a cursor.

    ``rankings`` counts how often it was ranked; ``ranking`` is the same object until the order
    changes.
    """

    def __init__(self, view: View, mirror: Mirror, fragments: Fragments) -> None:
        self.view = view
        self._mirror = mirror
        self._fragments = fragments
        self.ranking = Ranking(view.symbols(mirror))
        self.rankings = 0
        self._ranked, self._step = time.monotonic(), _step()
        self._fresh = 0, self.ranking

    def rank_if_due(self, now: float) -> None:
        """``now`` is the monotonic clock's."""
        if self.view.is_ranked and self._is_due(now):
            self._ranked, self._step = now, _step()
            self.rank()

    def _is_due(self, now: float) -> bool:
        return self._step != _step() if self.view.in_step else now - self._ranked >= RANK_SPACING

    def rank(self) -> None:
        self.rankings += 1
        self.ranking = self._newest()

    def fresh_ranking(self) -> Ranking:
        """The order that a page drawn now has, for a page that has just come: it keeps it until
        the next ranking, instead of going back to the one before."""
        version = self._mirror.version
        if self.view.is_ranked and self._fresh[0] != version:
            self._fresh = version, self._newest()
        return self._fresh[1] if self.view.is_ranked else self.ranking

    def _newest(self) -> Ranking:
        symbols = self.view.symbols(self._mirror)
        return self.ranking if symbols == self.ranking.symbols else Ranking(symbols)

    def body(self, ranking: Ranking) -> str:
        """The whole table body as a fragment: order and values, quiet."""
        return out_of_band(self._fragments.body(ranking.symbols))

    def rows_since(self, ranking: Ranking, cursor: int, drawn: int = 0) -> str:
        """The rows that changed after ``cursor``, as fragments; "" if none did. What flashed up to
        ``drawn``, the version of the page's last whole body, does not flash there any more."""
        return self._fragments.rows_since(ranking.symbols, cursor, drawn)


def _step() -> int:
    """The wall clock's: the same in every process."""
    return time.time_ns() // int(RANK_SPACING * 1e9)
