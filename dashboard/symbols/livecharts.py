"""The live charts of this process: one for all pages with the same chart."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from weakref import WeakValueDictionary

from channels.db import database_sync_to_async

from dashboard.charts.choices import ChartChoices
from dashboard.symbols.chartfragments import ChartFragments
from dashboard.symbols.livechart import LiveChart
from ticker.live.mirror import Mirror
from ticker.market.instruments import InstrumentDefinition

Key = tuple[str, ChartChoices]

MAX_AGE = 60.0
"""Seconds after which a newcomer has the chart read again for all. A tape keeps only the last
minutes, and a chart applies them while somebody watches: a missed bar would stay missing."""


class LiveCharts:
    """Bars are read once and drawn once, however many pages watch. Unwatched charts are dropped.
    For one event loop."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._fragments: WeakValueDictionary[Key, ChartFragments] = WeakValueDictionary()
        self._reads: dict[Key, asyncio.Task[ChartFragments]] = {}

    async def fragments(
        self, definition: InstrumentDefinition, choices: ChartChoices, mirror: Mirror
    ) -> ChartFragments:
        """The fragments of today's chart. Raises DatabaseError."""
        key = definition.symbol, choices
        known = self._fragments.get(key)
        if known is not None and known.has_mirror(mirror) and self._is_fresh(known):
            await known.read_state()
            return known
        reading = self._reads.get(key)
        if reading is None:
            reading = asyncio.create_task(self._read(definition, choices, mirror))
            self._reads[key] = reading
            reading.add_done_callback(partial(self._forget_read, key))
        # A page that leaves must not cancel the read for the others.
        return await asyncio.shield(reading)

    def _is_fresh(self, fragments: ChartFragments) -> bool:
        return not fragments.chart.is_over and self._now() - fragments.read_at < MAX_AGE

    async def _read(
        self, definition: InstrumentDefinition, choices: ChartChoices, mirror: Mirror
    ) -> ChartFragments:
        chart = await database_sync_to_async(LiveChart)(definition, choices, mirror)
        key = definition.symbol, choices
        parts = self._fragments.get(key)
        if parts is None or not parts.has_mirror(mirror):
            parts = self._fragments[key] = ChartFragments(chart, mirror)
        parts.chart, parts.read_at = chart, self._now()
        return parts

    def _forget_read(self, key: Key, reading: asyncio.Task[ChartFragments]) -> None:
        del self._reads[key]
        if not reading.cancelled():
            reading.exception()  # the waiting pages get it


live_charts = LiveCharts()
