"""The loop-lag probe."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.support.wait import wait_until
from ticker.live.histogram import BOUNDS, Histogram
from ticker.web import looplag


def above(lag: Histogram, seconds: float) -> float:
    """How many looks came later than this."""
    counts = dict(lag.buckets)
    return counts["+Inf"] - counts[str(seconds)]


async def test_a_loop_that_was_held_up_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looplag, "SPACING", 0.01)
    lag, held_up = Histogram(), 0.25
    assert held_up in BOUNDS
    watching = asyncio.create_task(looplag.measure_lag(lag))
    await wait_until(lambda: dict(lag.buckets)["+Inf"] >= 2)
    before, sum_before = above(lag, 0.1), lag.sum
    time.sleep(held_up)  # noqa: ASYNC251 - what the probe is there to see
    await wait_until(lambda: above(lag, 0.1) > before)
    assert lag.sum - sum_before >= held_up - 2 * looplag.SPACING
    watching.cancel()
    await asyncio.wait([watching])
