"""Sparklines come to open pages by themselves, go on with the trades, and are in fresh pages."""

from __future__ import annotations

import time

from websockets.sync.client import ClientConnection

from tests.support.openpage import OpenPage
from tests.support.server import PATIENCE
from tests.support.stage import Stage, receive
from ticker.live.sparks import SPACING

MARGIN = 1.0
"""Seconds that a message may be on its way."""


def drawn(page: OpenPage, symbol: str) -> str:
    *_, path = page.row(symbol).iter("path")
    return path.get("d", "")


def changed(page: OpenPage, symbol: str, socket: ClientConnection) -> str:
    """The next path that comes."""
    before, end = drawn(page, symbol), time.monotonic() + PATIENCE
    while drawn(page, symbol) == before:
        assert time.monotonic() < end, f"it is still {before!r}"
        page.apply(receive(socket))
    return drawn(page, symbol)


def test_a_sparkline_arrives_and_goes_on(stage: Stage) -> None:
    symbol = stage.symbols[17]
    page = stage.page(f"/boards/all/?q={symbol}&rate=10")
    with stage.open(page.socket) as socket:
        first = drawn(page, symbol) or changed(page, symbol, socket)
        stage.puppeteer.say(stage.puppeteer.trade(symbol, "70"))
        second = changed(page, symbol, socket)
        begun = time.monotonic()
        for price in ("60", "90", "130"):
            stage.puppeteer.say(stage.puppeteer.trade(symbol, price))
        third = changed(page, symbol, socket)
        assert time.monotonic() - begun > SPACING - MARGIN
    assert [each[:1] for each in (first, second, third)] == ["M", "M", "M"]
    assert drawn(stage.page(f"/boards/all/?q={symbol}"), symbol) == third


def test_data_files_have_none(stage: Stage) -> None:
    assert "spark" not in stage.data("/boards/all.json")["rows"][0]
    assert "spark" not in stage.server.get("/boards/all.csv").text
