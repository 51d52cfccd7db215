from __future__ import annotations

import pytest

from tests.support.clock import Clock, stopped
from tests.support.examples import UNIVERSE
from ticker.live.hub import Hub
from ticker.web.process import live


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time of every module that asks for it, moved by the test."""
    return stopped(monkeypatch)


@pytest.fixture
def live_hub(monkeypatch: pytest.MonkeyPatch) -> Hub:
    """The hub of this process, over the small universe instead of the database's."""
    hub = Hub(UNIVERSE)
    monkeypatch.setitem(live.__dict__, "universe", UNIVERSE)
    monkeypatch.setitem(live.__dict__, "hub", hub)
    return hub
