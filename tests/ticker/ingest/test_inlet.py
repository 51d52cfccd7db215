"""Nothing is taken in that nobody would publish, and what is missing is said."""

from __future__ import annotations

import pytest

from tests.ticker.clock import Clock
from tests.ticker.examples import frame
from ticker.feeds.ingest import Ingest
from ticker.feeds.lines import StandardInput
from ticker.frames import FeedState
from ticker.hub import Hub
from ticker.ingest.inlet import ClosedError, Inlet
from ticker.live import live

HERE, OVER_REDIS = Inlet("", 0), Inlet("redis://localhost", 0)


def problem(inlet: Inlet) -> str:
    """Why nothing can be taken in; "" if it can."""
    try:
        inlet.check()
    except ClosedError as error:
        return str(error)
    return ""


def test_here_it_is_the_ingest_feed_that_takes_it(
    live_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for feed in (None, StandardInput()):
        monkeypatch.setattr(live, "feed", feed)
        assert problem(HERE) == "no ingest feed runs here: FEED is not ingest:"
    monkeypatch.setattr(live, "feed", Ingest())
    assert problem(HERE) == ""


def test_over_redis_nothing_is_for_the_publisher_of_another_feed(
    live_hub: Hub, clock: Clock
) -> None:
    assert problem(OVER_REDIS) == "", "nobody is heard: Redis knows whether somebody will come"
    live_hub.mirror.receive(frame(1, feed=FeedState(name="simulated"), is_keyframe=True))
    assert problem(OVER_REDIS) == "what is published here is simulated, not ingest"
    clock.advance(60)
    assert problem(OVER_REDIS) == "", "that one is gone"
    live_hub.mirror.receive(
        frame(2, feed=FeedState(name="ingest"), is_keyframe=True, ts=clock.time_ns())
    )
    assert problem(OVER_REDIS) == ""
