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
"""Seconds between two writes."""

GONE_AFTER = 2.0
"""Seconds without a note after which a socket counts as closed. A wall sends two a second."""

FRESH = timedelta(seconds=4)
"""How long a sighting that another process wrote counts."""

JITTER = timedelta(seconds=1)
"""The most by which two reports of the same moment may differ."""

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
    """What a wall reports. ``painted_age`` is in seconds, infinite before the first
    acknowledgement; ``round_trip`` is in seconds, None if not known. ``at`` is the time of the
    event loop."""

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
    """The newest note of each screen, written once a second so that every process can show it. A
    device may have several sockets: the one that painted last counts."""

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


def _better(stored: Note | None, note: Note) -> Note:
    if stored is None or note.at - stored.at >= GONE_AFTER:
        return note
    return stored if stored.painted_at > note.painted_at else note


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
    """Screens stay locked until the sightings are written; deleted ones are left out."""
    there = Screen.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    screens = there.select_related("sighting").in_bulk([row.screen_id for row in rows])
    fresh = []
    for row in rows:
        if row.screen_id in screens:
            stored = getattr(screens[row.screen_id], "sighting", None)
            if stored is None or not _is_outdone(row, stored):
                row.painted_at = row.painted_at or (stored and stored.painted_at)
                fresh.append(row)
    Sighting.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["screen"], update_fields=list(KEPT)
    )


def _is_outdone(row: Sighting, stored: Sighting) -> bool:
    """Tell whether another process has a socket of this screen that painted later."""
    is_fresh = stored.is_connected and abs(row.seen_at - stored.seen_at) < FRESH
    if not is_fresh or stored.painted_at is None:
        return False
    return row.painted_at is None or stored.painted_at - row.painted_at > JITTER


sightings = Sightings()
