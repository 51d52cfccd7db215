"""Sightings: what the walls of this process say of themselves, written down once a second, so
that whoever looks after the screens sees it from any process."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from math import isinf
from time import time

from channels.db import database_sync_to_async
from django.db import transaction
from msgspec import Struct

from dashboard.screens.models import Screen, Sighting

SPACING = 1.0
"""Seconds between two entries."""

GONE_AFTER = 2.0
"""Seconds without a word of a wall, which speaks twice a second: its socket is closed."""

FRESH = timedelta(seconds=4)
"""As long counts what another process wrote of a wall whose socket it has now."""

JITTER = timedelta(seconds=1)
"""As much may two accounts of the same moment differ."""

KEPT = (
    "is_connected",
    "seen_at",
    "painted_at",
    "round_trip",
    "shows",
    "build",
    "browser",
    "address",
)

logger = logging.getLogger(__name__)


class Note(Struct, frozen=True, kw_only=True):
    """What a wall says. ``painted_age`` is in seconds, infinite before its first answer;
    ``round_trip`` in seconds, None if it is not known. ``at`` is the event loop's time."""

    at: float
    painted_age: float
    round_trip: float | None
    shows: str
    build: str
    browser: str
    address: str

    @property
    def painted_at(self) -> float:
        return self.at - self.painted_age


class Sightings:
    """By the screens' numbers. Writing goes on for as long as there is anything to write.

    A device may have several sockets: a cut one lives until its ping is not answered, a second tab
    as long as it likes. What counts is the one that painted last."""

    def __init__(self) -> None:
        self._notes: dict[int, Note] = {}
        self._writing: asyncio.Task[None] | None = None

    def note(self, screen: int, note: Note) -> None:
        self._notes[screen] = _better(self._notes.get(screen), note)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        clock = asyncio.get_running_loop().time
        while self._notes:
            now, notes = clock(), dict(self._notes)
            rows = [_sighting(screen, note, now) for screen, note in notes.items()]
            try:
                await database_sync_to_async(_keep)(rows)
            except Exception:
                logger.exception("it could not be written down what screens show")
            for screen, note in notes.items():
                if now - note.at >= GONE_AFTER and self._notes.get(screen) is note:
                    del self._notes[screen]
            await asyncio.sleep(SPACING)


def _better(kept: Note | None, note: Note) -> Note:
    """Of the sockets that a device has, the word of the one that painted last."""
    if kept is None or note.at - kept.at >= GONE_AFTER:
        return note
    return kept if kept.painted_at > note.painted_at else note


def _sighting(screen: int, note: Note, now: float) -> Sighting:
    age, at = now - note.at, datetime.fromtimestamp(time(), UTC)
    painted_at = None if isinf(note.painted_age) else at - timedelta(seconds=now - note.painted_at)
    return Sighting(
        screen_id=screen,
        is_connected=age < GONE_AFTER,
        seen_at=at - timedelta(seconds=age),
        painted_at=painted_at,
        round_trip=None if note.round_trip is None else round(note.round_trip * 1000),
        shows=note.shows[:200],
        build=note.build,
        browser=note.browser[:60],
        address=note.address,
    )


@transaction.atomic
def _keep(rows: list[Sighting]) -> None:
    """Of screens that there still are, and stay until it is written."""
    there = Screen.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    screens = there.select_related("sighting").in_bulk([row.screen_id for row in rows])
    fresh = []
    for row in rows:
        if row.screen_id in screens:
            kept = getattr(screens[row.screen_id], "sighting", None)
            if kept is None or not _is_outdone(row, kept):
                row.painted_at = row.painted_at or (kept and kept.painted_at)
                fresh.append(row)
    Sighting.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["screen"], update_fields=list(KEPT)
    )


def _is_outdone(row: Sighting, kept: Sighting) -> bool:
    """Another process has a socket of this screen, on which it painted later."""
    is_fresh = kept.is_connected and abs(row.seen_at - kept.seen_at) < FRESH
    if not is_fresh or kept.painted_at is None:
        return False
    return row.painted_at is None or kept.painted_at - row.painted_at > JITTER


sightings = Sightings()
