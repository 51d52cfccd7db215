"""The hub: one receiver for all sockets, which share what it renders and never wait for another."""

from __future__ import annotations

import asyncio
import time
import weakref
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from decimal import Decimal
from unittest.mock import Mock

import pytest
from channels.layers import InMemoryChannelLayer

from tests.support.examples import AIG, IBM, UNIVERSE, figures_line, frame, level
from tests.ticker.live.test_connection import Page, turns
from ticker.live import hub as hubs
from ticker.live.close_codes import LOST
from ticker.live.flow import CLOSE_AFTER, PARK_AFTER
from ticker.live.hub import Hub
from ticker.live.livetable import LiveTable
from ticker.live.subscription import Guard, Subscription, TableSpec
from ticker.live.wire import Wire
from ticker.market.frames import AGE_LIMIT, GROUP, FeedState, encode
from ticker.market.freshness import Freshness
from ticker.rows.rows import Layout, render_row

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


def view(key: str) -> TableSpec:
    return TableSpec(layout=BOARD, key=key, select=lambda mirror: [IBM, AIG])


@contextmanager
def open_page(
    hub: Hub, key: str = "both", guard: Guard | None = None, rate: int = RATE
) -> Iterator[Page]:
    page = Page()
    watched = Subscription([view(key)], rate, guard)
    with hub.connect(Wire(page.send), watched, page.refused.append) as connection:
        page.connection = connection
        yield page


async def test_a_new_page_is_sent_its_table_and_a_heartbeat_with_the_next_frame(
    hub: Hub, layer: InMemoryChannelLayer
) -> None:
    with open_page(hub) as page:
        await publish(layer, 1, IBM)
        assert page.take() == ["rows-board", HEARTBEAT]


async def test_without_frames_the_rounds_go_on(hub: Hub, layer: InMemoryChannelLayer) -> None:
    with open_page(hub) as page:
        await page.shown.wait()
        assert page.take() == ["rows-board", HEARTBEAT]


async def test_a_frame_reaches_every_page_as_one_object(
    hub: Hub, layer: InMemoryChannelLayer
) -> None:
    with open_page(hub) as one, open_page(hub) as two:
        await publish(layer, 1, IBM)
        assert one.got[0] is two.got[0]
        one.got.clear()
        two.got.clear()
        await publish(layer, 2, IBM)
        (first,), (second,) = one.got, two.got
        assert one.take() == ["row-board-XNYS-IBM"]
        assert first is second


async def test_a_row_is_rendered_once_for_all_views(
    hub: Hub, layer: InMemoryChannelLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_page(hub, "one"), open_page(hub, "one"), open_page(hub, "another"):
        await publish(layer, 1, IBM)
        render = Mock(wraps=render_row)
        monkeypatch.setattr("ticker.live.fragments.render_row", render)
        await publish(layer, 2, IBM)
        assert render.call_count == 1


async def test_a_page_whose_send_never_ends_delays_no_other(
    hub: Hub, layer: InMemoryChannelLayer
) -> None:
    with open_page(hub) as stuck, open_page(hub) as page:
        await publish(layer, 0)
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
    assert hub.mirror.frames_dropped == {"unreadable": 1}
    assert caplog.messages[0].startswith("a frame could not be read: ")
    assert figures_line(hub.mirror.level(IBM), "last") == "1"


async def test_one_page_that_cannot_be_sent_anything_is_closed_and_no_other(
    hub: Hub,
    layer: InMemoryChannelLayer,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with open_page(hub) as broken, open_page(hub) as page:
        monkeypatch.setattr(broken, "send", Mock(side_effect=RuntimeError("no")))
        broken.connection._wire = Wire(broken.send)
        await publish(layer, 1, IBM)
        assert [each.code for each in broken.refused] == [LOST]
        assert page.take() == ["rows-board", HEARTBEAT]
        assert page.refused == []
    assert "a page could not be sent what is due" in caplog.messages


async def test_a_process_that_stood_still_blames_no_page(
    hub: Hub, layer: InMemoryChannelLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.get_running_loop()
    now = loop.time()
    with open_page(hub) as page:
        await publish(layer, 1, IBM)
        monkeypatch.setattr(loop, "time", lambda: now + PARK_AFTER + CLOSE_AFTER)
        await publish(layer, 2, IBM)
        assert page.refused == []


async def test_frames_are_counted_with_their_age(hub: Hub, layer: InMemoryChannelLayer) -> None:
    await layer.group_send(GROUP, {"type": "frame", "data": b"nonsense"})
    for n, age in enumerate((0.0, 0.3, AGE_LIMIT + 1), 1):
        ts = time.time_ns() - round(age * 1e9)
        data = encode(frame(n, ts=ts))
        await layer.group_send(GROUP, {"type": "frame", "data": data})
    await turns()
    assert hub.metrics.frames_received == 4
    assert hub.mirror.frames_dropped == {"unreadable": 1, "too_old": 1}
    counts = dict(hub.metrics.frame_age.buckets)
    assert (counts["0.25"], counts["5.0"], counts["+Inf"]) == (1, 2, 3)


@pytest.mark.parametrize("culprit", ["receive", "mark_silence"])
async def test_a_hub_that_fails_leaves_no_member_behind(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, culprit: str
) -> None:
    layer = InMemoryChannelLayer()
    run = asyncio.create_task(hub.run(layer))
    await turns()
    assert len(layer.groups[GROUP]) == 1
    monkeypatch.setattr(hub.mirror, culprit, Mock(side_effect=LookupError))
    await publish(layer, 1, IBM)
    with pytest.raises(BaseExceptionGroup):
        await run
    assert layer.groups == {}


class HangingLayer(InMemoryChannelLayer):
    async def group_discard(self, group: str, channel: str) -> None:
        await asyncio.Event().wait()


async def test_a_channel_layer_that_hangs_does_not_hold_up_the_end(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hubs, "LEAVE_LIMIT", 0.01)
    running = asyncio.create_task(hub.run(HangingLayer()))
    await turns()
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()
    assert caplog.messages == ["the groups were not left: no answer"]


async def test_the_end_of_staleness_is_said_at_once(hub: Hub, layer: InMemoryChannelLayer) -> None:
    words = ("LIVE", "STALE 3s", "STALE 4s", "LIVE", "LIVE")
    with open_page(hub) as page:
        await publish(layer, 0)
        page.take()
        for n, word in enumerate(words, start=1):
            sent = frame(n, ts=time.time_ns(), feed=FeedState(word=Freshness(word)))
            await layer.group_send(GROUP, {"type": "frame", "data": encode(sent)})
            await turns()
            said = [text for text in page.got if f'data-word="{word}"' in text]
            assert len(said) == (n == words.index("LIVE", 1) + 1)
            page.got.clear()


@pytest.mark.parametrize(("rate", "rows"), [(1, "row-board-XNYS-IBM "), (0, "")])
async def test_the_end_of_silence_comes_with_the_rows_however_seldom_the_page_gets_any(
    hub: Hub, layer: InMemoryChannelLayer, rate: int, rows: str
) -> None:
    with open_page(hub, rate=rate) as page:
        for n, word in enumerate(("STALE 3s", "LIVE"), start=1):
            page.take()
            rose = level(IBM, n=n, last=Decimal(n))
            sent = frame(n, rose, ts=time.time_ns(), feed=FeedState(word=Freshness(word)))
            await layer.group_send(GROUP, {"type": "frame", "data": encode(sent)})
            await turns()
        assert page.take() == [f"{rows}{HEARTBEAT}"]


def test_a_page_that_has_gone_is_forgotten(hub: Hub) -> None:
    async def come_and_go() -> weakref.ref[LiveTable]:
        with hub.connect(Wire(Page().send), Subscription([view("a")], RATE), Mock()) as connection:
            assert list(hub.connections) == [connection]
            return weakref.ref(connection.page.tables[0])

    table = asyncio.run(come_and_go())
    assert not hub.connections
    assert table() is None
