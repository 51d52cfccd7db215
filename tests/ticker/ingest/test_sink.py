"""The inlet: whether anybody here, or on Redis, takes in what is posted."""

from __future__ import annotations

import pytest

from tests.support.clock import Clock
from tests.support.examples import OPEN, UNIVERSE, frame
from ticker.feeds import open_feeds
from ticker.ingest.sink import ClosedError, IngestSink
from ticker.live.hub import Hub
from ticker.market.frames import FeedHealth, FeedState
from ticker.web.process import process


def test_ingest_beside_another_feed_is_open(
    live_hub: Hub, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "feeds", open_feeds("exec:a ingest:", UNIVERSE))
    IngestSink("", 0).check_open()
    monkeypatch.setattr(process, "feeds", open_feeds("exec:a", UNIVERSE))
    with pytest.raises(ClosedError, match="no ingest feed runs here"):
        IngestSink("", 0).check_open()


def test_so_it_is_where_another_process_publishes(live_hub: Hub, clock: Clock) -> None:
    inlet = IngestSink("redis://localhost", 0)
    inlet.check_open()
    for n, names in enumerate((["exec", "ingest"], ["exec", "yahoo"]), start=1):
        feeds = [FeedHealth(name=name) for name in names]
        feed = FeedState(name="+".join(names), clock=OPEN, feeds=feeds)
        live_hub.mirror.receive(frame(n, feed=feed))
        if "ingest" in names:
            inlet.check_open()
    with pytest.raises(ClosedError, match=r"what is published here is exec\+yahoo, not ingest"):
        inlet.check_open()
