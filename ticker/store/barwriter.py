"""The bar writer: stores bars and last states without delaying the market."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import Error

from ticker.market.bar import SECOND, Bar, Interval
from ticker.market.frames import Switch
from ticker.market.market import BarUpdate
from ticker.market.state import State
from ticker.store import barstore
from ticker.store.database import one_line, run_in_db_thread

SPACING = 1.0
"""Seconds between two writes: a killed process loses at most this much."""

PRUNE_SPACING = 3600.0
"""Seconds between two searches for rows that are too old."""

TAPE = "simulated:"
"""Prefix of sources that start afresh with every process: nothing of an old one is ever read."""

SWITCHES_KEPT = 90
"""Days."""

DAY = 86_400 * SECOND
MAX_WAITING = 200_000
"""The most changed bars that wait for an absent database; the oldest are dropped first."""

logger = logging.getLogger(__name__)


class Restored(NamedTuple):
    """The arguments of Market.restore, and the progress of feeds."""

    states: Mapping[str, State]
    minutes: Mapping[str, list[Bar]]
    floor: int
    progress: Mapping[str, bytes] = {}


class BarWriter:
    """``minutes`` and ``days`` are the days for which bars of each kind are stored; 0 is for
    ever."""

    def __init__(self, minutes: int = 0, days: int = 0) -> None:
        self._minutes, self._days = minutes, days
        self._prune_due = 0.0
        self._bars: dict[tuple[str, Interval, str, int], Bar] = {}
        self._parts: list[tuple[str, BarUpdate]] = []
        self._states: dict[tuple[str, str], State] = {}
        self._progress: dict[str, bytes] = {}
        self._newest_progress: dict[str, bytes] = {}
        self._switches: list[Switch] = []
        self._has_failed = False

    async def read(self, source: str, progress: Iterable[str] = ()) -> Restored:
        """The stored data of this source and the ``progress`` under these keys; empty if it cannot
        be read."""
        try:
            return await run_in_db_thread(_read, source, progress)
        except Error as error:
            why = one_line(error)
            logger.error("what was kept cannot be read, the market begins with nothing: %s", why)
            return Restored({}, {}, 0)

    def collect(
        self,
        source: str,
        folded: Iterable[BarUpdate],
        states: Mapping[str, State],
        progress: Mapping[str, bytes] = {},
        switches: Iterable[Switch] = (),
    ) -> None:
        """Queue for the next write: bars, states, and the progress of feeds that goes with them."""
        for update in folded:
            if update.is_partial:
                self._parts.append((source, update))
            else:
                self._bars[source, update.interval, update.symbol, update.bar.ts_open] = update.bar
        for symbol, state in states.items():
            self._states[source, symbol] = state
        for key, come in progress.items():
            if come != self._newest_progress.get(key):
                self._newest_progress[key] = self._progress[key] = come
        self._switches.extend(switches)

    async def write(self) -> bool:
        """Write what was collected. Returns whether all of it is in the database; after an error it
        is tried again with the next write."""
        bars, parts, states, progress = self._bars, self._parts, self._states, self._progress
        switches = self._switches
        if not (bars or parts or states or progress or switches):
            return True
        self._bars, self._parts, self._states, self._progress = {}, [], {}, {}
        self._switches = []
        try:
            await run_in_db_thread(barstore.save_all, bars, parts, states, progress, switches)
            self._has_failed = False
        except Error as error:
            if not self._has_failed:
                logger.error("bars cannot be written, and wait: %s", one_line(error))
            self._has_failed = True
            self._bars = dict(list((bars | self._bars).items())[-MAX_WAITING:])
            self._parts = [*parts, *self._parts][-MAX_WAITING:]
            self._states = states | self._states
            self._progress = progress | self._progress
            self._switches = [*switches, *self._switches][-MAX_WAITING:]
        return not self._has_failed

    async def prune(self, source: str) -> None:
        """Delete, once an hour, what is too old, and simulated tapes other than this source."""
        uptime, now = time.monotonic(), time.time_ns()
        if uptime < self._prune_due:
            return
        self._prune_due = uptime + PRUNE_SPACING
        minutes = now - self._minutes * DAY if self._minutes else 0
        days = now - self._days * DAY if self._days else 0
        try:
            await run_in_db_thread(_prune, minutes, days, now - SWITCHES_KEPT * DAY, source)
        except Error as error:
            logger.error("old bars cannot be deleted: %s", one_line(error))


def _read(source: str, progress: Iterable[str]) -> Restored:
    floor, minutes = barstore.newest_minutes(source)
    come = {key: barstore.read_progress(key) for key in progress}
    return Restored(barstore.read_states(source), minutes, floor, come)


def _prune(minutes: int, days: int, switches: int, source: str) -> None:
    barstore.prune(minutes, days)
    barstore.prune_switches(switches)
    if source.startswith(TAPE):
        barstore.delete_tapes(TAPE, but=source)
