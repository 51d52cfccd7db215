"""Rotation: which page of its programme a wall shows now. It is told by the clock alone, so screens
side by side turn together, and after a restart a wall is where it would have been."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from dashboard.kiosk.wall import Wall, WallPage
from ticker.mirror import Mirror

HALT_DWELL = 20.0
"""Seconds, at least, that a page stays that was turned to because of a halt."""

RETRY = 60.0
"""Seconds after which a page that failed is tried again."""

logger = logging.getLogger(__name__)


class Rotation:
    """Of one wall's socket. ``halted`` are the symbols whose halt it was turned for just now.

    Times are the wall clock's, in seconds.
    """

    def __init__(self) -> None:
        self.halted: tuple[str, ...] = ()
        self._known: frozenset[str] | None = None
        self._stays: tuple[int, float] = (-1, 0.0)
        self._failed: dict[int, float] = {}

    def page(self, wall: Wall, mirror: Mirror, now: float) -> int:
        """The number of the page in the programme; -1 if none has anything to show."""
        if wall.programme is None or not wall.pages:
            return -1
        if wall.programme.stops_at_halts:
            self._look_for_halts(wall.pages, mirror, now)
        number, until = self._stays
        if self.halted and now < until <= now + _stay(wall.pages[number]):
            return number
        self.halted = ()
        return self._turn(wall.pages, mirror, now)

    def failed(self, number: int, now: float) -> None:
        """This page could not be drawn: the others go on."""
        self._failed[number] = now

    def edited(self) -> None:
        """What was known of the pages is of the programme as it was."""
        self._failed.clear()
        self._stays, self.halted = (-1, 0.0), ()

    def _turn(self, pages: Sequence[WallPage], mirror: Mirror, now: float) -> int:
        """A page with nothing to show leaves its time to the next that has."""
        first = due(pages, now)
        for offset in range(len(pages)):
            number = (first + offset) % len(pages)
            if self._has_something(number, pages[number], mirror, now):
                return number
        return -1

    def _has_something(self, number: int, page: WallPage, mirror: Mirror, now: float) -> bool:
        failed_at = self._failed.get(number)
        if failed_at is not None and 0 <= now - failed_at < RETRY:
            return False
        try:
            count = len(page.selection.board.levels(mirror))
        except Exception:
            logger.exception("a page of a programme cannot be shown: %s", page.title)
            self.failed(number, now)
            return False
        return count > (page.selection.choices.page - 1) * page.selection.page_size

    def _look_for_halts(self, pages: Sequence[WallPage], mirror: Mirror, now: float) -> None:
        halted = frozenset(mirror.halted())
        fresh = halted - (halted if self._known is None else self._known)
        self._known = halted
        if not fresh:
            return
        for number, page in enumerate(pages):
            found = [each for each in page.selection.symbols(mirror) if each in fresh]
            if found:
                self.halted, self._stays = tuple(found), (number, now + _stay(page))
                return


def due(pages: Sequence[WallPage], now: float) -> int:
    """Whose turn it is: one after the other, each for its dwell, since the epoch."""
    at = now % sum(page.dwell for page in pages)
    for number, page in enumerate(pages):
        at -= page.dwell
        if at < 0:
            return number
    return 0


def _stay(page: WallPage) -> float:
    return max(HALT_DWELL, page.dwell)
