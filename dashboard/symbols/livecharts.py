"""The live charts of this process: one for all who look at the same."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary

from channels.db import database_sync_to_async

from dashboard.charts.choices import ChartChoices
from dashboard.symbols.livechart import LiveChart
from dashboard.symbols.parts import Parts
from ticker.instruments import InstrumentDefinition
from ticker.mirror import Mirror

Key = tuple[str, ChartChoices]


class LiveCharts:
    """So bars are read and kept once, and what is drawn of them is drawn once, however many look.
    What nobody looks at any more is gone. Of one event loop."""

    def __init__(self) -> None:
        self._parts: WeakValueDictionary[Key, Parts] = WeakValueDictionary()
        self._reading: dict[Key, asyncio.Task[Parts]] = {}

    async def parts(
        self, definition: InstrumentDefinition, choices: ChartChoices, mirror: Mirror
    ) -> Parts:
        """Of today. Raises DatabaseError where it cannot be read."""
        key = definition.symbol, choices
        known = self._parts.get(key)
        if known is not None and known.is_of(mirror):
            return known
        reading = self._reading.get(key)
        if reading is None:
            reading = asyncio.create_task(self._read(definition, choices, mirror))
            self._reading[key] = reading
            reading.add_done_callback(lambda _: self._reading.pop(key, None))
        # One who leaves does not end it for the others.
        return await asyncio.shield(reading)

    async def _read(
        self, definition: InstrumentDefinition, choices: ChartChoices, mirror: Mirror
    ) -> Parts:
        chart = await database_sync_to_async(LiveChart)(definition, choices, mirror)
        parts = self._parts[definition.symbol, choices] = Parts(chart, mirror)
        return parts


live_charts = LiveCharts()
