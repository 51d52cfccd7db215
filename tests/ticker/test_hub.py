"""The hub: one receiver for all sockets, which share what it renders and never wait for another."""

from __future__ import annotations

import asyncio
import time
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from unittest.mock import Mock

import pytest
from channels.layers import InMemoryChannelLayer

from tests.ticker.examples import AIG, IBM, UNIVERSE, frame, level, line
from tests.ticker.test_connection import Page, turns
from ticker import hub as hubs
from ticker.frames import GROUP, FeedState, encode
from ticker.hub import Hub
from ticker.rows import Layout, render_row
from ticker.view import View

BOARD = Layout(table="board", columns=("symbol", "last"))
RATE = 1_000_000
"""As often as there is something new."""

HEARTBEAT = "state clock pulse watchdog"


@pytest.fixture
def hub() -> Hub:
    return Hub(UNIVERSE)


@pytest.fixture
async def layer(hub: Hub) -> AsyncIterator[InMemoryChannelLayer]:
    """A channel layer on which the hub listens."""
    layer = InMemoryChannelLayer()
    run = asyncio.create_task(hub.run(layer))
    await turns()
    yield layer
    run.cancel()
    await asyncio.wait([run])


async def publish(layer: InMemoryChannelLayer, n: int, *symbols: str) -> None:
    """The n-th frame, in which these have changed."""
    rows = [level(each, n=n, last=Decimal(n)) for each in symbols]
    data = encode(frame(n, *rows, ts=time.time_ns()))
    await layer.group_send(GROUP, {"type": "frame", "data": data})
    await turns()


def view(key: str) -> View:
    return View(layout=BOARD, key=key, select=lambda mirror: [IBM, AIG])


@asynccontextmanager
async def open_page(hub: Hub, key: str = "both") -> AsyncIterator[Page]:
    page = Page()
    with hub.connected(page.send, [view(key)], RATE) as connection:
        page.connection = connection
        run = asyncio.create_task(connection.run(lambda: hub.mirror.version))
        await turns()
        try:
            yield page
        finally:
            run.cancel()
            await asyncio.wait([run])


async def test_a_new_page_is_sent_its_table_and_a_heartbeat_at_once(hub: Hub) -> None:
    async with open_page(hub) as page:
        assert page.take() == ["rows-board", HEARTBEAT]


async def test_a_frame_reaches_every_page_as_one_object(
    hub: Hub, layer: InMemoryChannelLayer
) -> None:
    async with open_page(hub) as one, open_page(hub) as two:
        assert one.got[0] is two.got[0]
        one.got.clear()
        two.got.clear()
        await publish(layer, 1, IBM)
        (first,), (second,) = one.got, two.got
        assert one.take() == ["row-board-XNYS-IBM"]
        assert first is second


async def test_a_row_is_rendered_once_for_all_views(
    hub: Hub, layer: InMemoryChannelLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_page(hub, "one"), open_page(hub, "one"), open_page(hub, "another"):
        render = Mock(wraps=render_row)
        monkeypatch.setattr("ticker.fragments.render_row", render)
        await publish(layer, 1, IBM)
        assert render.call_count == 1


async def test_a_page_whose_send_never_ends_delays_no_other(
    hub: Hub, layer: InMemoryChannelLayer
) -> None:
    async with open_page(hub) as stuck, open_page(hub) as page:
        stuck.is_stuck = True
        await publish(layer, 1, IBM)
        stuck.got.clear()
        page.got.clear()
        await publish(layer, 2, IBM, AIG)
        assert page.take() == ["row-board-XNYS-IBM row-board-XNYS-AIG"]
        assert stuck.got == []


async def test_a_frame_that_cannot_be_read_is_counted_and_the_next_one_is_taken(
    hub: Hub, layer: InMemoryChannelLayer, caplog: pytest.LogCaptureFixture
) -> None:
    await layer.group_send(GROUP, {"type": "frame", "data": b"nonsense"})
    await publish(layer, 1, IBM)
    assert hub.mirror.dropped == {"unreadable": 1}
    assert caplog.messages[0].startswith("a frame could not be read: ")
    assert line(hub.mirror.level(IBM), "last") == "1"


async def test_every_page_gets_a_heartbeat(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "SPACING", 0)
    async with open_page(hub) as page:
        page.got.clear()
        run = asyncio.create_task(hub.run(InMemoryChannelLayer()))
        for _ in range(3):
            await turns()
        run.cancel()
        await asyncio.wait([run])
        beats = page.take()
        assert len(beats) >= 3
        assert set(beats) == {HEARTBEAT}


async def test_the_end_of_staleness_is_said_at_once(hub: Hub, layer: InMemoryChannelLayer) -> None:
    words = ("LIVE", "STALE 3s", "STALE 4s", "LIVE", "LIVE")
    async with open_page(hub) as page:
        page.take()
        for n, word in enumerate(words, start=1):
            sent = frame(n, ts=time.time_ns(), feed=FeedState(word=word))
            await layer.group_send(GROUP, {"type": "frame", "data": encode(sent)})
            await turns()
            said = [text for text in page.got if f'data-word="{word}"' in text]
            assert len(said) == (n == words.index("LIVE", 1) + 1)
            page.got.clear()


async def test_a_page_that_has_gone_is_forgotten(hub: Hub) -> None:
    with hub.connected(Page().send, [view("a")], RATE) as connection:
        assert hub.connections == {connection}
        table = weakref.ref(connection.positions[0].table)
    del connection
    assert hub.connections == set()
    assert table() is None
