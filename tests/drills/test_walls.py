"""What the drill of walls counts as live, and from when on."""

from __future__ import annotations

import asyncio
from math import inf
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest
from playwright.async_api import Error, TimeoutError

from drills import walls
from drills.plan import DrillPlan


@pytest.mark.parametrize("error", [Error("net::ERR_FAILED"), TimeoutError("30000 ms")])
async def test_one_that_cannot_be_loaded_is_not_live(
    error: Error, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, current = AsyncMock(side_effect=[error, Mock(), Mock()]), AsyncMock()
    current.side_effect = [3.0, inf]
    monkeypatch.setattr(walls, "open_wall", opened)
    monkeypatch.setattr(walls, "seconds_until_current", current)
    devices: Any = AsyncMock()
    proxy: Any = SimpleNamespace(delay=0.0)
    plan = DrillPlan(folder=Path(), cold_starts=3)
    figure = await walls._cold_start_figure(plan, devices, proxy, "http://x", ["token"])
    assert (figure.value, figure.is_within_bound) == (1, False)
    assert devices.switch_on.return_value.close.await_count == 3
    assert proxy.delay == 0


@pytest.mark.parametrize(
    ("fault", "verb"), [(walls._cut_sockets, "cut"), (walls._silence_sockets, "silence")]
)
async def test_what_still_came_before_a_fault_proves_nothing(
    fault: Any, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: Any = Mock()
    done.attach_mock(AsyncMock(), "forget")
    done.attach_mock(AsyncMock(), "sleep")
    monkeypatch.setattr(walls, "forget_heartbeats", done.forget)
    monkeypatch.setattr(asyncio, "sleep", done.sleep)
    hall: Any = SimpleNamespace(proxy=done.proxy, pages=["a page"])
    began = asyncio.get_running_loop().time()
    assert began <= await fault(hall)
    assert [call[0] for call in done.mock_calls] == [f"proxy.{verb}", "sleep", "forget"]
