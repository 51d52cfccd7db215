"""Access: who may no longer see a page has it closed; who cannot be asked about keeps it."""

from __future__ import annotations

import asyncio

import pytest
from channels.layers import InMemoryChannelLayer

from tests.ticker.examples import UNIVERSE
from tests.ticker.test_connection import turns
from tests.ticker.test_hub import open_page
from ticker import access
from ticker.close_codes import Refused
from ticker.hub import Hub


async def revoked() -> None:
    raise Refused(4004, "no longer yours")


async def unknown() -> None:
    raise ConnectionError("the database is away")


async def hangs() -> None:
    await asyncio.Event().wait()


async def test_who_may_no_longer_see_a_page_is_refused_whatever_became_of_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(access, "SPACING", 0)
    monkeypatch.setattr(access, "LIMIT", 0)
    hub = Hub(UNIVERSE)
    asking = asyncio.create_task(access.watch(hub.connections))
    with (
        open_page(hub) as anyone,
        open_page(hub, "a", hangs) as slow,
        open_page(hub, "b", unknown) as asked_again,
        open_page(hub, "c", revoked) as page,
    ):
        while not page.refused:
            await turns()
        assert page.refused[0].code == 4004
        assert anyone.refused == slow.refused == asked_again.refused == []
    asking.cancel()
    assert set(caplog.messages) == {"it could not be told whether a page may still be shown"}


async def test_a_hub_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "SPACING", 0)
    hub = Hub(UNIVERSE)
    run = asyncio.create_task(hub.run(InMemoryChannelLayer()))
    with open_page(hub, "c", revoked) as page:
        while not page.refused:
            await turns()
    run.cancel()
    await asyncio.wait([run])
