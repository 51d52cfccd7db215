"""A view: which instruments, in which order, in which layout, at which rate a page shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct, field

from ticker.mirror import Mirror
from ticker.rows import Layout

MOST_ROWS = 200
DEFAULT_RATE = 5
RATES = (10, 5, 2, 1, 0)
"""Updates a second that a page may ask for; 0 is paused."""


class View(Struct, frozen=True, eq=False):
    """One table of a page. Two views with the same layout and ``key`` are the same.

    ``select`` picks the symbols, at most MOST_ROWS of them, in order; it is asked again every few
    seconds when ``is_ranked``.
    """

    layout: Layout
    key: str
    select: Callable[[Mirror], Sequence[str]]
    is_ranked: bool = field(default=False)

    def symbols(self, mirror: Mirror) -> tuple[str, ...]:
        return tuple(self.select(mirror))[:MOST_ROWS]


Access = Callable[[], Awaitable[None]]
"""Asks whether a page may still be shown. Raises Refused."""


class Watched(Struct, frozen=True):
    """What a socket shows, how often a second, and who says every half minute that it still may;
    None where all may."""

    views: list[View]
    rate: int
    access: Access | None = None
