from __future__ import annotations

import logging
from collections.abc import Sequence

from dashboard.kiosk.failures import failures
from dashboard.kiosk.wall import Wall, WallPage
from ticker.live.mirror import Mirror

HALT_DWELL = 20.0
"""Seconds for which a page stays that a halt turned to, at least."""

logger = logging.getLogger(__name__)


class Rotation:
    """Which page of a programme a wall shows. The clock alone decides, so that screens side by side
    turn together and a wall continues after a restart. ``halted`` are the symbols that the rotation
    stopped for. Times are the wall clock's, in seconds."""

    def __init__(self) -> None:
        self.halted: tuple[str, ...] = ()
        self._known: frozenset[str] | None = None
        self._stays: tuple[int, float] = (-1, 0.0)

    def page(self, wall: Wall, mirror: Mirror, now: float) -> int:
        """Return the number of the page in the programme, -1 if none has anything to show."""
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
        """Forget the page that a halt turned to: the pages have changed."""
        self._stays, self.halted = (-1, 0.0), ()

    def _look_for_halts(self, wall: Wall, mirror: Mirror, now: float) -> None:
        """A halt that was there when the market became known is not new."""
        if not mirror.is_whole:
            return
        halted = frozenset(mirror.halted())
        fresh = halted - (halted if self._known is None else self._known)
        self._known = halted
        if not fresh:
            return
        for number, page in enumerate(wall.pages):
            halted_here = [symbol for symbol in _symbols(wall, number, mirror) if symbol in fresh]
            if halted_here:
                self.halted, self._stays = tuple(halted_here), (number, now + _stay(page))
                return


def _turn(wall: Wall, mirror: Mirror, now: float) -> int:
    """A page with nothing to show gives its time to the next that has something."""
    first = due(wall.pages, now)
    for offset in range(len(wall.pages)):
        number = (first + offset) % len(wall.pages)
        if any(symbol in mirror.universe for symbol in _symbols(wall, number, mirror)):
            return number
    return -1


def _symbols(wall: Wall, number: int, mirror: Mirror) -> Sequence[str]:
    """A page that fails has no symbols, so that the others continue."""
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
    """Return the page whose turn it is. Pages follow each other since the epoch, each for its
    dwell."""
    at = now % sum(page.dwell for page in pages)
    for number, page in enumerate(pages):
        at -= page.dwell
        if at < 0:
            return number
    return 0


def _stay(page: WallPage) -> float:
    return max(HALT_DWELL, page.dwell)
