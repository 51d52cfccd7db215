from __future__ import annotations

import time
from decimal import Decimal

import pytest
from pytest_django import Settings

from ticker.live.hub import Hub
from ticker.live.mirror import Mirror
from ticker.market.frames import FeedState, Frame
from ticker.market.freshness import Freshness
from ticker.market.instruments import CSV_FILE, Universe, read_definitions
from ticker.market.level1 import Level1
from ticker.web.process import process

NOW = 1_795_000_000_000_000_000


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Mirror:
    """The project's own instruments, of which IBM, AAPL, SPY and Bitcoin have been heard of."""
    static = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": static}}
    universe = Universe(read_definitions(CSV_FILE))
    hub = Hub(universe)
    monkeypatch.setitem(process.__dict__, "universe", universe)
    monkeypatch.setitem(process.__dict__, "hub", hub)
    hub.mirror.receive(frame(1, IBM, AAPL, SPY, BITCOIN))
    return hub.mirror


def level1(symbol: str, name: str, last: str, close: str, volume: str) -> Level1:
    return Level1(
        symbol=symbol,
        name=name,
        last=Decimal(last),
        prev_close=Decimal(close),
        volume=Decimal(volume),
        bid=Decimal(last),
        status=Freshness("LIVE"),
        ts_event=NOW,
        n=1,
    )


IBM = level1("XNYS:IBM", "IBM", "182.9", "180", "613450")
AAPL = level1("XNAS:AAPL", "Apple Inc.", "99", "100", "2000000")
SPY = level1("ARCX:SPY", "SPDR S&P 500 ETF", "167.81", "167.81", "10668239")
BITCOIN = level1("KRAKEN:BTC-USD", "Bitcoin", "60000.5", "50000", "12.5")


def frame(n: int, *levels: Level1) -> Frame:
    return Frame(
        epoch=1,
        n=n,
        ts=time.time_ns(),
        is_keyframe=n == 1,
        feed=FeedState(name="test", word=Freshness("LIVE"), clock=NOW, newest=NOW),
        rows=list(levels),
    )
