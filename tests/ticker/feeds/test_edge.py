"""The edge: what it fills in, what it drops, and how rarely it says so."""

from __future__ import annotations

import pytest

from tests.support.clock import Clock
from tests.support.examples import IBM, OPEN, UNIVERSE, quote, trade
from ticker.feeds.edge import AHEAD_LIMIT, LOG_SPACING, Edge
from ticker.feeds.gaps import Gaps
from ticker.feeds.sequences import SeenSequences
from ticker.market.events import AnyEvent, BadEventError, Epoch, HeartbeatEvent, encode
from ticker.market.frames import Gap


@pytest.fixture
def edge(clock: Clock) -> Edge:
    return Edge(UNIVERSE, "tape")


def test_fills_in_what_was_left_out(edge: Edge, clock: Clock) -> None:
    event = edge.normalise(trade("182", symbol="IBM"), OPEN)
    assert event == trade("182", symbol=IBM, ts_recv=clock.wall, source="tape", seq=1)


def test_keeps_what_was_said(edge: Edge) -> None:
    said = trade("182", ts_recv=5, source="vendor", source_seq=9, seq=77)
    event = edge.normalise(encode(said), OPEN)
    assert event == trade("182", ts_recv=5, source="vendor", source_seq=9, seq=1)


@pytest.mark.parametrize("event", [HeartbeatEvent(ts_event=OPEN), Epoch(ts_event=OPEN)])
def test_a_heartbeat_and_an_epoch_need_no_symbol(edge: Edge, event: AnyEvent) -> None:
    passed = edge.normalise(event, OPEN)
    assert type(passed) is type(event)
    assert passed is not None
    assert passed.seq == 1


def test_a_heartbeat_may_tell_of_a_gap(edge: Edge, clock: Clock) -> None:
    since = clock.wall - 5
    assert edge.normalise(HeartbeatEvent(ts_event=OPEN, gap_since=since), OPEN) is not None
    assert (edge.gaps.count, edge.gaps.last) == (1, Gap(since, clock.wall))
    edge.gaps = Gaps()
    recorded = encode(HeartbeatEvent(ts_event=OPEN, ts_recv=900, gap_since=700))
    assert edge.normalise(recorded, OPEN) is not None
    assert edge.gaps.last == Gap(700, 900), "of a recording it is when it was recorded"
    ahead = HeartbeatEvent(ts_event=OPEN, ts_recv=2**62, gap_since=since)
    assert edge.normalise(ahead, OPEN) is not None
    assert edge.gaps.last == Gap(since, clock.wall), "it is over by now"


def test_a_gap_that_is_told_again_is_not_counted_again(clock: Clock) -> None:
    edge = Edge(UNIVERSE, "tape", SeenSequences())
    for since, count in ((100, 1), (300, 2), (100, 2)):
        told = HeartbeatEvent(ts_event=OPEN, ts_recv=since + 50, gap_since=since, source_seq=since)
        edge.normalise(told, OPEN)
        assert edge.gaps.count == count
    assert edge.rejected == {"duplicate_seq": 1}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (trade("1", symbol="TWIN"), "ambiguous_symbol"),
        (trade("1", symbol="NONE"), "unknown_symbol"),
        (quote("1", "2", symbol=""), "unknown_symbol"),
        (trade("1", ts=OPEN + AHEAD_LIMIT + 1), "in_future"),
        (HeartbeatEvent(ts_event=OPEN + AHEAD_LIMIT + 1), "in_future"),
        (HeartbeatEvent(ts_event=OPEN, ts_recv=5, gap_since=6), "invalid"),
        (HeartbeatEvent(ts_event=OPEN, gap_since=2**62), "invalid"),
        (b'{"type":"heartbeat","ts_event":1,"gap_since":0}', "invalid"),
        (b"nonsense", "malformed"),
        (b'{"type":"order","ts_event":1}', "invalid"),
    ],
)
def test_drops_and_counts_what_cannot_be_used(
    edge: Edge, said: AnyEvent | bytes, reason: str
) -> None:
    assert edge.normalise(said, OPEN) is None
    assert edge.rejected == {reason: 1}


def test_a_providers_clock_may_run_ahead_of_ours(edge: Edge) -> None:
    assert edge.normalise(trade("1", ts=OPEN + AHEAD_LIMIT), OPEN) is not None


def test_numbers_what_passes_without_a_gap(edge: Edge) -> None:
    said: list[AnyEvent | bytes]
    said = [trade("1"), b"nonsense", quote("1", "2"), trade("1", symbol="NONE"), trade("3")]
    passed = [event.seq for each in said if (event := edge.normalise(each, OPEN))]
    assert passed == [1, 2, 3]


def test_logs_each_reason_once_in_a_while(
    edge: Edge, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        edge.reject(BadEventError("zero", "price"))
    edge.reject(BadEventError("negative", "-1"))
    clock.advance(LOG_SPACING - 0.1)
    edge.reject(BadEventError("zero", "price"))
    clock.advance(0.1)
    edge.reject(BadEventError("zero", "price"))
    assert caplog.messages == [
        "tape: event dropped, zero: price (1 so far)",
        "tape: event dropped, negative: -1 (1 so far)",
        "tape: event dropped, zero: price (5 so far)",
    ]
