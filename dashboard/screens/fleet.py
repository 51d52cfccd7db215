from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from dashboard.screens.models import Screen, Sighting
from ticker.rows.formats import MISSING

MAX_AGE = timedelta(seconds=4)
"""How long a sighting or a painting counts as current."""

STATES = ("PAINTING", "NOT PAINTING", "OFFLINE", "NOT PAIRED")
DAY, HOUR, MINUTE = 86_400, 3_600, 60


class ScreenRow(Struct, frozen=True, kw_only=True):
    """A screen as its page shows it. A value that is not known is MISSING."""

    screen: Screen
    state: str
    marks: tuple[str, ...]
    shows: str
    painted_age: str
    round_trip: str
    build: str
    browser: str
    address: str


def fleet_context(now: datetime) -> dict[str, object]:
    """Return the context of partials/fleet.html, without ``kiosk``."""
    screens = Screen.objects.select_related("programme", "sighting")
    rows = [screen_row(screen, now) for screen in screens]
    return {"rows": rows, "summary": _summary(rows)}


def screen_row(screen: Screen, now: datetime) -> ScreenRow:
    sighting = getattr(screen, "sighting", None) or Sighting()
    marks = {"BLANK": screen.is_blank, "BANNER": screen.banner}
    round_trip = sighting.round_trip
    return ScreenRow(
        screen=screen,
        state=_state(screen, sighting, now),
        marks=tuple(word for word, is_on in marks.items() if is_on),
        shows=sighting.shows or MISSING,
        painted_age=_age_text(now - sighting.painted_at) if sighting.painted_at else MISSING,
        round_trip=MISSING if round_trip is None else f"{round_trip:,} ms",
        build=sighting.build or MISSING,
        browser=sighting.browser or MISSING,
        address=sighting.address or MISSING,
    )


def _state(screen: Screen, sighting: Sighting, now: datetime) -> str:
    if screen.paired_at is None:
        return "NOT PAIRED"
    if not sighting.is_connected or _is_stale(sighting.seen_at, now):
        return "OFFLINE"
    return "NOT PAINTING" if _is_stale(sighting.painted_at, now) else "PAINTING"


def _is_stale(moment: datetime | None, now: datetime) -> bool:
    """A moment in the future counts as old: a clock was set back."""
    return moment is None or abs(now - moment) > MAX_AGE


def _age_text(length: timedelta) -> str:
    """In its largest unit. A moment in the future counts as now, because clocks differ."""
    seconds = max(0.0, length.total_seconds())
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < MINUTE:
        return f"{int(seconds)} s"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} min"
    return f"{int(seconds // HOUR)} h" if seconds < 2 * DAY else f"{int(seconds // DAY)} d"


def _summary(rows: Sequence[ScreenRow]) -> str:
    """Such as “3 screens: 2 painting, 1 offline”."""
    counts = Counter(row.state for row in rows)
    parts = ", ".join(f"{counts[state]} {state.lower()}" for state in STATES if counts[state])
    return f"{len(rows)} screen{'' if len(rows) == 1 else 's'}: {parts}" if rows else ""
