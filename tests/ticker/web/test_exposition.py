"""The exposition: what cannot well be had from a running server."""

from __future__ import annotations

import math
from unittest.mock import Mock

import pytest
from channels.layers import InMemoryChannelLayer

from tests.support.clock import Clock
from tests.support.examples import IBM, OPEN, SECOND, UNIVERSE, frame
from tests.support.scrape import Scrape
from ticker.live.flow import PARK_AFTER
from ticker.live.hub import Hub
from ticker.live.subscription import Subscription, TableSpec
from ticker.live.wire import Wire
from ticker.market.frames import FeedHealth, FeedState
from ticker.market.freshness import Freshness
from ticker.rows.rows import Layout
from ticker.web.exposition import exposition

VIEW = TableSpec(
    layout=Layout(table="board", columns=("symbol",)), key="one", select=lambda mirror: [IBM]
)


@pytest.fixture
def hub(clock: Clock) -> Hub:
    return Hub(UNIVERSE)


async def scraped(hub: Hub) -> Scrape:
    return Scrape(exposition(hub, InMemoryChannelLayer()).decode())


async def test_several_hubs_of_one_process_do_not_meet(hub: Hub) -> None:
    other = Hub(UNIVERSE)
    other.metrics.record_frame(1)
    for _ in range(2):
        assert (await scraped(hub)).value("frame_age_seconds_count") == 0
        assert (await scraped(other)).value("frame_age_seconds_count") == 1


async def send(message: dict[str, object]) -> None:
    raise AssertionError("nobody runs this connection")


async def test_a_page_that_does_not_answer_is_parked(hub: Hub) -> None:
    with hub.connect(Wire(send), Subscription([VIEW], 10), Mock()) as connection:
        now = connection.credit.acknowledged_at
        connection.credit.record_sent(1, now, solicitation_seq=1)
        assert (await scraped(hub)).value("connections_parked") == 0
        connection.credit.acknowledged_at -= PARK_AFTER
        assert (await scraped(hub)).value("connections_parked") == 1
    assert (await scraped(hub)).value("connections_parked") == 0


async def test_before_the_first_event_the_feed_has_no_age(hub: Hub) -> None:
    found = await scraped(hub)
    assert math.isnan(found.value("feed_age_seconds"))
    assert found.value("feed_state", word="CONNECTING") == 1


async def test_the_feeds_age_grows_when_no_frame_comes(hub: Hub, clock: Clock) -> None:
    feed = FeedState(
        word=Freshness("DELAYED 15m"),
        clock=OPEN,
        newest=OPEN - 2 * SECOND,
        events=7,
        switched=5,
        feeds=[FeedHealth(name="one", failures=4, gaps=3), FeedHealth(name="two")],
    )
    hub.mirror.receive(frame(1, feed=feed))
    clock.advance(1.5)
    found = await scraped(hub)
    assert found.value("feed_age_seconds") == 3.5
    assert found.value("feed_switches_total") == 5
    counts = [found.value(f"feed_{each}_total", feed="one") for each in ("failures", "gaps")]
    assert counts == [4, 3]
    assert (found.value("feed_state", word="DELAYED"), found.value("events_applied_total")) == (
        1,
        7,
    )


async def test_memberships_are_those_of_all_groups(hub: Hub) -> None:
    layer = InMemoryChannelLayer()
    for group, channel in (("frames", "a"), ("frames", "b"), ("other", "a")):
        await layer.group_add(group, channel)
    assert Scrape(exposition(hub, layer).decode()).value("group_memberships") == 3
