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

OFFLINE_AFTER = 2.0
"""Seconds without a note after which a socket counts as closed. A wall sends two a second."""

MAX_AGE = timedelta(seconds=4)
"""How long a sighting that another process wrote counts."""

JITTER = timedelta(seconds=1)
"""The most by which two reports of the same moment may differ."""

UPDATED_FIELDS = (
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


class Presence(Struct, frozen=True, kw_only=True):
    """A report from a wall. ``painted_age`` is in seconds, infinite before the first
    acknowledgement; ``round_trip`` is in seconds, None if not known. ``at`` is the time of the
    event loop."""

    reported_at: float
    painted_age: float
    round_trip: float | None
    shows: str
    build: str
    browser: str
    address: str

    @property
    def painted_at(self) -> float:
        return self.reported_at - self.painted_age


class PresenceLog:
    """The newest note of each screen, written once a second so that every process can show it. A
    device may have several sockets: the one that painted last counts."""

    def __init__(self) -> None:
        self._presences: dict[int, Presence] = {}
        self._write_task: asyncio.Task[None] | None = None

    def report(self, screen: int, presence: Presence) -> None:
        self._presences[screen] = _choose_presence(self._presences.get(screen), presence)
        if self._write_task is None or self._write_task.done():
            self._write_task = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        clock = asyncio.get_running_loop().time
        while self._presences:
            now, notes = clock(), dict(self._presences)
            rows = [_sighting_row(screen, note, now) for screen, note in notes.items()]
            try:
                await database_sync_to_async(_save)(rows)
            except Exception:
                logger.exception("it could not be written down what screens show")
            for screen, note in notes.items():
                if now - note.reported_at >= OFFLINE_AFTER and self._presences.get(screen) is note:
                    del self._presences[screen]
            await asyncio.sleep(SPACING)


def _choose_presence(stored: Presence | None, presence: Presence) -> Presence:
    if stored is None or presence.reported_at - stored.reported_at >= OFFLINE_AFTER:
        return presence
    return stored if stored.painted_at > presence.painted_at else presence


def _sighting_row(screen: int, presence: Presence, now: float) -> Sighting:
    age, at = now - presence.reported_at, datetime.fromtimestamp(time(), UTC)
    painted_at = (
        None if isinf(presence.painted_age) else at - timedelta(seconds=now - presence.painted_at)
    )
    return Sighting(
        screen_id=screen,
        is_connected=age < OFFLINE_AFTER,
        seen_at=at - timedelta(seconds=age),
        painted_at=painted_at,
        round_trip=None if presence.round_trip is None else round(presence.round_trip * 1000),
        shows=presence.shows[:200],
        build=presence.build,
        browser=presence.browser[:60],
        address=presence.address,
    )


@transaction.atomic
def _save(rows: list[Sighting]) -> None:
    """Screens stay locked until the sightings are written; deleted ones are left out."""
    there = Screen.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    screens = there.select_related("sighting").in_bulk([row.screen_id for row in rows])
    fresh = []
    for row in rows:
        if row.screen_id in screens:
            stored = getattr(screens[row.screen_id], "sighting", None)
            if stored is None or not _is_superseded(row, stored):
                row.painted_at = row.painted_at or (stored and stored.painted_at)
                fresh.append(row)
    Sighting.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["screen"], update_fields=list(UPDATED_FIELDS)
    )


def _is_superseded(row: Sighting, stored: Sighting) -> bool:
    """Tell whether another process has a socket of this screen that painted later."""
    is_fresh = stored.is_connected and abs(row.seen_at - stored.seen_at) < MAX_AGE
    if not is_fresh or stored.painted_at is None:
        return False
    return row.painted_at is None or stored.painted_at - row.painted_at > JITTER


presence_log = PresenceLog()
