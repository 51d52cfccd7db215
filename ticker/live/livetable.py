"""A live table: one table spec, shared by all connections of this process that show it."""

from __future__ import annotations

import time

from ticker.live.fragments import Fragments, out_of_band
from ticker.live.mirror import Mirror
from ticker.live.subscription import TableSpec

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

    def __init__(self, spec: TableSpec, mirror: Mirror, fragments: Fragments) -> None:
        self.spec = spec
        self._mirror = mirror
        self._fragments = fragments
        self.ranking = Ranking(spec.symbols(mirror))
        self.ranking_count = 0
        self._ranked_at, self._ranked_step = time.monotonic(), _current_step()
        self._fresh_by_version = 0, self.ranking

    def rank_if_due(self, now: float) -> None:
        """``now`` is the monotonic clock."""
        if self.spec.is_ranked and self._is_due(now):
            self._ranked_at, self._ranked_step = now, _current_step()
            self.rank()

    def _is_due(self, now: float) -> bool:
        return (
            self._ranked_step != _current_step()
            if self.spec.is_in_step
            else now - self._ranked_at >= RANK_SPACING
        )

    def rank(self) -> None:
        self.ranking_count += 1
        self.ranking = self._compute_ranking()

    def fresh_ranking(self) -> Ranking:
        """The order of a page drawn now. A new page keeps it until the next ranking, instead of
        going back to the previous one."""
        version = self._mirror.version
        if self.spec.is_ranked and self._fresh_by_version[0] != version:
            self._fresh_by_version = version, self._compute_ranking()
        return self._fresh_by_version[1] if self.spec.is_ranked else self.ranking

    def _compute_ranking(self) -> Ranking:
        symbols = self.spec.symbols(self._mirror)
        return self.ranking if symbols == self.ranking.symbols else Ranking(symbols)

    def body(self, ranking: Ranking) -> str:
        """The whole table body as a fragment, quiet."""
        return out_of_band(self._fragments.body(ranking.symbols))

    def rows_since(self, ranking: Ranking, page_version: int, body_version: int = 0) -> str:
        """The rows that changed after ``cursor``, as fragments; "" for none. Flashes up to
        ``drawn``, the version of the page's last whole body, do not start again."""
        return self._fragments.rows_since(ranking.symbols, page_version, body_version)


def _current_step() -> int:
    """Counted by the wall clock, so that every process has the same."""
    return time.time_ns() // int(RANK_SPACING * 1e9)
