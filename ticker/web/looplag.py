"""The loop-lag probe: how late the event loop comes to what is due."""

from __future__ import annotations

import asyncio
import time

from ticker.live.histogram import Histogram

SPACING = 0.25
"""Seconds between two looks."""


async def watch(lag: Histogram) -> None:
    """Until cancelled. Everything that waits for its turn waits as long as this does."""
    while True:
        due = time.monotonic() + SPACING
        await asyncio.sleep(SPACING)
        lag.observe(max(0.0, time.monotonic() - due))
