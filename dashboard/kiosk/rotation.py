"""Rotation: which page of its programme a wall shows now. It is told by the clock alone, so screens
side by side turn together, and after a restart a wall is where it would have been."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from dashboard.kiosk.failures import failures
from dashboard.kiosk.wall import Wall, WallPage
from ticker.live.mirror import Mirror

HALT_DWELL = 20.0
"""Seconds, at least, that a page stays that was turned to because of a halt."""

logger = logging.getLogger(__name__)


class Rotation:
    """Of one wall's socket. ``halted`` are the symbols whose halt it was turned for just now.

    Times are the wall clock's, in seconds.
    """

    def __init__(self) -> None:
        self.halted: tuple[str, ...] = ()
        self._known: frozenset[str] | None = None
        self._stays: tuple[int, float] = (-1, 0.0)

    def page(self, wall: Wall, mirror: Mirror, now: float) -> int:
        """The number of the page in the programme; -1 if none has anything to show."""
        if wall.programme is None or not wall.pages:
            return -1
        if wall.programme.stops_at_halts:
            self._look_for_halts(wall, mirror, now)
        number, until = self._stays
        if self.halted and now < until <= now + _stay(wall.pages[number]):
            return number
        self.halted = ()
        return _turn(wall, mirror, now)

    def edited(self) -> None:
        """The pages are other ones than they were."""
        self._stays, self.halted = (-1, 0.0), ()

    def _look_for_halts(self, wall: Wall, mirror: Mirror, now: float) -> None:
        """What is halted when the market is first known here, or known again, is not fresh."""
        if not mirror.is_whole:
            return
        halted = frozenset(mirror.halted())
        fresh = halted - (halted if self._known is None else self._known)
        self._known = halted
        if not fresh:
            return
        for number, page in enumerate(wall.pages):
            found = [each for each in _symbols(wall, number, mirror) if each in fresh]
            if found:
                self.halted, self._stays = tuple(found), (number, now + _stay(page))
                return


def _turn(wall: Wall, mirror: Mirror, now: float) -> int:
    """A page with nothing to show leaves its time to the next that has."""
    first = due(wall.pages, now)
    for offset in range(len(wall.pages)):
        number = (first + offset) % len(wall.pages)
        if any(each in mirror.universe for each in _symbols(wall, number, mirror)):
            return number
    return -1


def _symbols(wall: Wall, number: int, mirror: Mirror) -> Sequence[str]:
    """None of a page that fails: the others go on."""
    key = wall.shown, number
    if failures.has(key):
        return ()
    try:
        return wall.pages[number].selection.symbols(mirror)
    except Exception:
        logger.exception("a page of a programme cannot be shown: %s", wall.pages[number].title)
        failures.note(key)
        return ()


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
