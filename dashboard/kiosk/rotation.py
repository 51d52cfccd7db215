from __future__ import annotations

import logging
from collections.abc import Sequence

from dashboard.kiosk.failures import failures
from dashboard.kiosk.wall import WallConfig, WallPage
from ticker.live.mirror import Mirror

HALT_DWELL = 20.0
"""Seconds for which a page stays that a halt turned to, at least."""

logger = logging.getLogger(__name__)


class Rotation:
    """Which page of a programme a wall shows. The clock alone decides, so that screens side by side
    turn together and a wall continues after a restart. ``halted`` are the symbols that the rotation
    stopped for. Times are the wall clock's, in seconds."""

    def __init__(self) -> None:
        self.halted_symbols: tuple[str, ...] = ()
        self._known_halts: frozenset[str] | None = None
        self._halt_stay: tuple[int, float] = (-1, 0.0)

    def page_number(self, config: WallConfig, mirror: Mirror, now: float) -> int:
        """Return the number of the page in the programme, -1 if none has anything to show."""
        if config.programme is None or not config.pages:
            return -1
        if config.programme.stops_at_halts:
            self._check_halts(config, mirror, now)
        number, until = self._halt_stay
        if self.halted_symbols and now < until <= now + _halt_dwell(config.pages[number]):
            return number
        self.halted_symbols = ()
        return _scheduled_page(config, mirror, now)

    def reset(self) -> None:
        """Forget the page that a halt turned to: the pages have changed."""
        self._halt_stay, self.halted_symbols = (-1, 0.0), ()

    def _check_halts(self, config: WallConfig, mirror: Mirror, now: float) -> None:
        """A halt that was there when the market became known is not new."""
        if not mirror.is_complete:
            return
        halted = frozenset(mirror.halted_symbols())
        fresh = halted - (halted if self._known_halts is None else self._known_halts)
        self._known_halts = halted
        if not fresh:
            return
        for number, page in enumerate(config.pages):
            halted_here = [
                symbol for symbol in _page_symbols(config, number, mirror) if symbol in fresh
            ]
            if halted_here:
                self.halted_symbols, self._halt_stay = (
                    tuple(halted_here),
                    (number, now + _halt_dwell(page)),
                )
                return


def _scheduled_page(config: WallConfig, mirror: Mirror, now: float) -> int:
    """A page with nothing to show gives its time to the next that has something."""
    first = due_page(config.pages, now)
    for offset in range(len(config.pages)):
        number = (first + offset) % len(config.pages)
        if any(symbol in mirror.universe for symbol in _page_symbols(config, number, mirror)):
            return number
    return -1


def _page_symbols(config: WallConfig, number: int, mirror: Mirror) -> Sequence[str]:
    """A page that fails has no symbols, so that the others continue."""
    key = config.content_key, number
    if failures.has(key):
        return ()
    try:
        return config.pages[number].selection.symbols(mirror)
    except Exception:
        logger.exception("a page of a programme cannot be shown: %s", config.pages[number].title)
        failures.record(key)
        return ()


def due_page(pages: Sequence[WallPage], now: float) -> int:
    """Return the page whose turn it is. Pages follow each other since the epoch, each for its
    dwell."""
    at = now % sum(page.dwell for page in pages)
    for number, page in enumerate(pages):
        at -= page.dwell
        if at < 0:
            return number
    return 0


def _halt_dwell(page: WallPage) -> float:
    return max(HALT_DWELL, page.dwell)
