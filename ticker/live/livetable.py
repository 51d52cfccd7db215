"""A live table: one table spec, shared by all connections of this process that show it."""

from __future__ import annotations

import time

from ticker.live.fragments import Fragments, out_of_band
from ticker.live.mirror import Mirror
from ticker.live.subscription import View

RANK_SPACING = 5.0
"""Seconds between two rankings of a sorted table: values change at once, the order every few
seconds."""


class Ranking:
    """An order of symbols, compared by identity, which is fast."""

    __slots__ = ("symbols",)

    def __init__(self, symbols: tuple[str, ...]) -> None:
        self.symbols = symbols


class LiveTable:
    """The current ranking, and the changes since a cursor.

    ``rankings`` counts the rankings; ``ranking`` is the same object until the order changes.
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
        """``now`` is the monotonic clock."""
        if self.view.is_ranked and self._is_due(now):
            self._ranked, self._step = now, _step()
            self.rank()

    def _is_due(self, now: float) -> bool:
        return self._step != _step() if self.view.in_step else now - self._ranked >= RANK_SPACING

    def rank(self) -> None:
        self.rankings += 1
        self.ranking = self._newest()

    def fresh_ranking(self) -> Ranking:
        """The order of a page drawn now. A new page keeps it until the next ranking, instead of
        going back to the previous one."""
        version = self._mirror.version
        if self.view.is_ranked and self._fresh[0] != version:
            self._fresh = version, self._newest()
        return self._fresh[1] if self.view.is_ranked else self.ranking

    def _newest(self) -> Ranking:
        symbols = self.view.symbols(self._mirror)
        return self.ranking if symbols == self.ranking.symbols else Ranking(symbols)

    def body(self, ranking: Ranking) -> str:
        """The whole table body as a fragment, quiet."""
        return out_of_band(self._fragments.body(ranking.symbols))

    def rows_since(self, ranking: Ranking, cursor: int, drawn: int = 0) -> str:
        """The rows that changed after ``cursor``, as fragments; "" for none. Flashes up to
        ``drawn``, the version of the page's last whole body, do not start again."""
        return self._fragments.rows_since(ranking.symbols, cursor, drawn)


def _step() -> int:
    """Counted by the wall clock, so that every process has the same."""
    return time.time_ns() // int(RANK_SPACING * 1e9)
