"""The heartbeat: the words of the status bar, and the elements that hold back the dead-man's
switch."""

from __future__ import annotations

import pytest

from tests.support.clock import Clock
from tests.support.examples import OPEN, SECOND, UNIVERSE, frame, ns_at
from tests.support.markup import parse, text
from ticker.live.heartbeat import render_heartbeat, status_context
from ticker.live.mirror import Mirror
from ticker.live.subscription import ClientOptions
from ticker.market.frames import FeedHealth, FeedState
from ticker.market.freshness import Freshness


def mirror_of(feed: FeedState) -> Mirror:
    mirror = Mirror(UNIVERSE)
    mirror.receive(frame(1, feed=feed))
    return mirror


@pytest.fixture(autouse=True)
def stopped_clock(clock: Clock) -> Clock:
    return clock


@pytest.mark.parametrize(
    ("time", "always_open", "session"),
    [
        ("2013-10-07 09:29", False, "Pre-market"),
        ("2013-10-07 09:30", False, "Open"),
        ("2013-10-07 16:00", False, "Post-market"),
        ("2013-10-06 12:00", False, "Closed"),
        ("2013-10-06 12:00", True, "Round the clock"),
    ],
)
def test_the_session(time: str, always_open: bool, session: str) -> None:
    assert (
        status_context(mirror_of(FeedState(clock=ns_at(time), always_open=always_open)))["session"]
        == session
    )


def test_the_clock_the_age_and_what_was_dropped() -> None:
    feed = FeedState(clock=OPEN, newest=OPEN - 12 * SECOND, rejected={"zero": 2, "negative": 1})
    found = status_context(mirror_of(feed))
    assert (found["clock"], found["zone"], found["age"]) == ("09:30:00", "EDT", "12s")
    assert (found["clock_ms"], found["dropped"]) == (OPEN // 10**6, 3)


def test_an_age_is_never_negative() -> None:
    assert status_context(mirror_of(FeedState(clock=OPEN, newest=OPEN + SECOND)))["age"] == "0s"


def test_before_the_first_frame_everything_is_missing() -> None:
    found = status_context(Mirror(UNIVERSE))
    assert (found["clock"], found["zone"], found["age"]) == ("—", "", "—")
    assert found["session"] == "Closed"


def test_pulse_and_watchdog_are_replaced_and_the_words_changed_in_place() -> None:
    heartbeat = render_heartbeat(
        status_context(mirror_of(FeedState(name="<b>", word=Freshness("LIVE"), clock=OPEN))),
        ClientOptions(),
    )
    elements = parse(heartbeat.current)
    assert {each.get("id"): each.get("hx-swap-oob") for each in elements} == {
        "state": "outerMorph",
        "clock": "outerMorph",
        "pulse": "true",
        "watchdog": "true",
    }
    assert text(elements[0]) == "Feed <b> LIVE Session Open"
    assert text(elements[1]).startswith("2013-10-07 09:30:00 EDT")


def test_each_of_several_feeds_has_its_own_word() -> None:
    feeds = [
        FeedHealth(name="a", word=Freshness("STALE 40s")),
        FeedHealth(name="b", word=Freshness("DELAYED 15m")),
    ]
    feed = FeedState(name="a+b", word=Freshness("DELAYED 15m"), clock=OPEN, feeds=feeds)
    state = parse(render_heartbeat(status_context(mirror_of(feed)), ClientOptions()).current)[0]
    assert text(state) == "Feed a STALE 40s · b DELAYED 15m Session Open"
    assert state.get("data-word") == "DELAYED 15m"
    words = [each.get("data-word") for each in state.iter("b")]
    assert words == ["STALE 40s", "DELAYED 15m"]
