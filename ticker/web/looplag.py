"""The loop-lag probe: how late the event loop runs what is due."""

from __future__ import annotations

import asyncio
import time

from ticker.live.histogram import Histogram

SPACING = 0.25
"""Seconds between two probes."""


async def measure_lag(lag: Histogram) -> None:
    """Probe until cancelled. Everything in the event loop waits as long as the probe does."""
    while True:
        due = time.monotonic() + SPACING
        await asyncio.sleep(SPACING)
        lag.observe(max(0.0, time.monotonic() - due))
