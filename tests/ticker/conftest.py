from __future__ import annotations

import pytest

from tests.support.clock import Clock, stop_clock
from tests.support.examples import UNIVERSE
from ticker.live.hub import Hub
from ticker.web.process import process


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time of every module that asks for it, moved by the test."""
    return stop_clock(monkeypatch)


@pytest.fixture
def live_hub(monkeypatch: pytest.MonkeyPatch) -> Hub:
    """The hub of this process, over the small universe instead of the database's."""
    hub = Hub(UNIVERSE)
    monkeypatch.setitem(process.__dict__, "universe", UNIVERSE)
    monkeypatch.setitem(process.__dict__, "hub", hub)
    return hub
