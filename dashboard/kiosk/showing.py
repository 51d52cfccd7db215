from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

from msgspec import Struct

from dashboard.kiosk.rotation import Rotation
from dashboard.kiosk.wall import Wall
from dashboard.screens import limits
from dashboard.screens.schedule import is_on
from ticker.live.mirror import Mirror

SHIFT_EVERY = 600
"""Seconds after which everything moves by some pixels, against burn-in."""

SHIFTS = 9

Kind = Literal["page", "blank", "unassigned", "nothing"]


class Showing(Struct, frozen=True):
    """What a wall shows at one moment. ``page`` is its number in the programme; ``name`` is set
    while the screen is identified or has nothing else to show; ``halted`` are symbols that the
    rotation stopped for."""

    kind: Kind
    page: int = -1
    is_dim: bool = False
    shift: int = 0
    name: str = ""
    banner: str = ""
    covers: bool = False
    halted: tuple[str, ...] = ()


def showing(wall: Wall, rotation: Rotation, mirror: Mirror, now: float) -> Showing:
    """``now`` is the wall clock's, in seconds."""
    screen, programme = wall.screen, wall.programme
    at = datetime.fromtimestamp(now, UTC)
    name = screen.name if _is_identified(screen.identified_until, at) else ""
    shift = int(now // SHIFT_EVERY) % SHIFTS
    if screen.is_blank:
        return Showing("blank", name=name)
    if programme is None:
        return Showing(
            "unassigned",
            name=screen.name,
            shift=shift,
            banner=screen.banner,
            covers=screen.banner_covers,
        )
    is_off = not is_on(programme, at, mirror.feed)
    if is_off and programme.outside == "blank":
        return Showing("blank", name=name)
    page = rotation.page(wall, mirror, now)
    return Showing(
        kind="page" if page >= 0 else "nothing",
        page=page,
        is_dim=is_off,
        shift=shift,
        name=name,
        banner=screen.banner,
        covers=screen.banner_covers,
        halted=rotation.halted,
    )


def _is_identified(until: datetime | None, at: datetime) -> bool:
    """The upper bound guards against a clock that was set back."""
    return until is not None and at < until <= at + timedelta(seconds=limits.IDENTIFIED)
