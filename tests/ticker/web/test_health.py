"""The pages for machines."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.support.clock import Clock
from tests.support.examples import OPEN, frame
from ticker.live.hub import Hub
from ticker.market.frames import FeedState
from ticker.market.freshness import Freshness


def test_healthz_says_how_the_feed_is_and_what_was_dropped(
    clock: Clock, live_hub: Hub, client: Client
) -> None:
    feed = FeedState(name="tape", word=Freshness("REPLAY"), clock=OPEN, rejected={"zero": 2})
    live_hub.mirror.receive(frame(1, feed=feed))
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "feed": "tape",
        "word": "REPLAY",
        "rejected": {"zero": 2},
    }


def test_reload_tells_the_page_to_load_itself_again(client: Client) -> None:
    response = client.get("/reload/")
    assert (response.status_code, response.headers["HX-Refresh"]) == (200, "true")
    assert response.content == b""


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/reload/"])
def test_only_reads(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
