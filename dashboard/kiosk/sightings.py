"""Sightings: what the walls of this process say of themselves, written down every other second, so
that whoever looks after the screens sees it from any process."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from time import time

from channels.db import database_sync_to_async
from msgspec import Struct

from dashboard.screens.models import Screen, Sighting

SPACING = 1.0
"""Seconds between two entries."""

GONE_AFTER = 2.0
"""Seconds without a word of a wall, which speaks twice a second: its socket is closed."""

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
    """What a wall says. ``painted_age`` is in seconds, ``round_trip`` too; None before its first
    answer. ``at`` is the event loop's time."""

    at: float
    painted_age: float | None
    round_trip: float | None
    shows: str
    build: str
    browser: str
    address: str


class Sightings:
    """By the screens' numbers. Writing goes on for as long as there is anything to write."""

    def __init__(self) -> None:
        self._notes: dict[int, Note] = {}
        self._writing: asyncio.Task[None] | None = None

    def note(self, screen: int, note: Note) -> None:
        self._notes[screen] = note
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


def _sighting(screen: int, note: Note, now: float) -> Sighting:
    age, at = now - note.at, datetime.fromtimestamp(time(), UTC)
    painted = None if note.painted_age is None else at - timedelta(seconds=age + note.painted_age)
    return Sighting(
        screen_id=screen,
        is_connected=age < GONE_AFTER,
        seen_at=at - timedelta(seconds=age),
        painted_at=painted,
        round_trip=None if note.round_trip is None else round(note.round_trip * 1000),
        shows=note.shows[:200],
        build=note.build,
        browser=note.browser[:60],
        address=note.address,
    )


def _keep(rows: list[Sighting]) -> None:
    """Of screens that there still are."""
    there = set(Screen.objects.values_list("pk", flat=True))
    Sighting.objects.bulk_create(
        [row for row in rows if row.screen_id in there],
        update_conflicts=True,
        unique_fields=["screen"],
        update_fields=list(KEPT),
    )


sightings = Sightings()
