from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

from msgspec import Struct

from dashboard.kiosk.rotation import Rotation
from dashboard.kiosk.wall import WallConfig
from dashboard.screens import limits
from dashboard.screens.schedule import is_on
from ticker.live.mirror import Mirror

SHIFT_INTERVAL = 600
"""Seconds after which everything moves by some pixels, against burn-in."""

SHIFT_COUNT = 9

WallKind = Literal["page", "blank", "unassigned", "nothing"]


class WallState(Struct, frozen=True):
    """The state of a wall at one moment. ``page`` is its number in the programme; ``name`` is set
    while the screen is identified or has nothing else to show; ``halted`` are symbols that the
    rotation stopped for."""

    kind: WallKind
    page: int = -1
    is_dim: bool = False
    shift: int = 0
    name: str = ""
    banner: str = ""
    banner_covers: bool = False
    halted_symbols: tuple[str, ...] = ()


def wall_state(config: WallConfig, rotation: Rotation, mirror: Mirror, now: float) -> WallState:
    """``now`` is the wall clock's, in seconds."""
    screen, programme = config.screen, config.programme
    at = datetime.fromtimestamp(now, UTC)
    name = screen.name if _is_identified(screen.identified_until, at) else ""
    shift = int(now // SHIFT_INTERVAL) % SHIFT_COUNT
    if screen.is_blank:
        return WallState("blank", name=name)
    if programme is None:
        return WallState(
            "unassigned",
            name=screen.name,
            shift=shift,
            banner=screen.banner,
            banner_covers=screen.banner_covers,
        )
    is_off = not is_on(programme, at, mirror.feed)
    if is_off and programme.outside == "blank":
        return WallState("blank", name=name)
    page = rotation.page_number(config, mirror, now)
    return WallState(
        kind="page" if page >= 0 else "nothing",
        page=page,
        is_dim=is_off,
        shift=shift,
        name=name,
        banner=screen.banner,
        banner_covers=screen.banner_covers,
        halted_symbols=rotation.halted_symbols,
    )


def _is_identified(until: datetime | None, at: datetime) -> bool:
    """The upper bound guards against a clock that was set back."""
    return until is not None and at < until <= at + timedelta(seconds=limits.IDENTIFY_SECONDS)
