"""The live charts of this process: one for all pages with the same chart."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from weakref import WeakValueDictionary

from channels.db import database_sync_to_async

from dashboard.charts.choices import ChartChoices
from dashboard.symbols.livechart import LiveChart
from dashboard.symbols.parts import Parts
from ticker.live.mirror import Mirror
from ticker.market.instruments import InstrumentDefinition

Key = tuple[str, ChartChoices]

FRESH = 60.0
"""Seconds after which a newcomer has the chart read again for all. A tape keeps only the last
minutes, and a chart applies them while somebody watches: a missed bar would stay missing."""


class LiveCharts:
    """Bars are read once and drawn once, however many pages watch. Unwatched charts are dropped.
    For one event loop."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._parts: WeakValueDictionary[Key, Parts] = WeakValueDictionary()
        self._reading: dict[Key, asyncio.Task[Parts]] = {}

    async def parts(
        self, definition: InstrumentDefinition, choices: ChartChoices, mirror: Mirror
    ) -> Parts:
        """The fragments of today's chart. Raises DatabaseError."""
        key = definition.symbol, choices
        known = self._parts.get(key)
        if known is not None and known.is_of(mirror) and self._is_fresh(known):
            await known.read_state()
            return known
        reading = self._reading.get(key)
        if reading is None:
            reading = asyncio.create_task(self._read(definition, choices, mirror))
            self._reading[key] = reading
            reading.add_done_callback(partial(self._done, key))
        # A page that leaves must not cancel the read for the others.
        return await asyncio.shield(reading)

    def _is_fresh(self, parts: Parts) -> bool:
        return not parts.chart.is_over and self._now() - parts.read_at < FRESH

    async def _read(
        self, definition: InstrumentDefinition, choices: ChartChoices, mirror: Mirror
    ) -> Parts:
        chart = await database_sync_to_async(LiveChart)(definition, choices, mirror)
        key = definition.symbol, choices
        parts = self._parts.get(key)
        if parts is None or not parts.is_of(mirror):
            parts = self._parts[key] = Parts(chart, mirror)
        parts.chart, parts.read_at = chart, self._now()
        return parts

    def _done(self, key: Key, reading: asyncio.Task[Parts]) -> None:
        del self._reading[key]
        if not reading.cancelled():
            reading.exception()  # the waiting pages get it


live_charts = LiveCharts()
