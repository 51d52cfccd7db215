"""The publisher: frames in sequence, keyframes, the feed's word, and flashes at a bearable rate."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest
from channels.layers import BaseChannelLayer

from tests.support.clock import Clock
from tests.support.examples import AIG, OPEN, SECOND, UNIVERSE, figures_line, market_after, trade
from ticker.feeds.base import Feed
from ticker.market.events import AnyEvent, Epoch, HeartbeatEvent
from ticker.market.frames import BEAT, GROUP, KEYFRAME_SPACING, Frame, decode
from ticker.publishing import publisher as publishers
from ticker.publishing.lease import RESERVED, Lease
from ticker.publishing.publisher import EARLY_FRAMES, EARLY_SPACING, Publisher
from ticker.store.barwriter import BarWriter, Restored


class Script(Feed):
    """Says what it is given, then ends."""

    name = "script"

    def __init__(self, *says: AnyEvent | bytes) -> None:
        self.says = says

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        for said in self.says:
            yield said
            await asyncio.sleep(0)


class Layer(BaseChannelLayer):
    """Keeps the frames it is given; fails the first ``failures`` times."""

    def __init__(self, failures: int = 0) -> None:
        super().__init__()
        self.frames: asyncio.Queue[Frame] = asyncio.Queue()
        self.failures = failures

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        assert (group, message["type"]) == (GROUP, "frame")
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the layer is away")
        self.frames.put_nowait(decode(message["data"]))


async def played(publisher: Publisher, layer: Layer) -> Frame:
    """The frame that says that the feed has ended."""
    run = asyncio.create_task(publisher.run())
    while (frame := await layer.frames.get()).feed.word != "ENDED":
        assert not run.done()
    run.cancel()
    await asyncio.wait([run])
    return frame


@pytest.fixture
def publisher(clock: Clock) -> Publisher:
    return Publisher([Script()], UNIVERSE, Layer())


def test_frames_are_numbered_within_their_epoch(publisher: Publisher, clock: Clock) -> None:
    frames = [publisher.make_frame() for _ in range(3)]
    assert [(each.epoch, each.n, each.ts) for each in frames] == [
        (OPEN, 1, OPEN),
        (OPEN, 2, OPEN),
        (OPEN, 3, OPEN),
    ]


def test_a_frame_has_what_changed_since_the_one_before(publisher: Publisher) -> None:
    publisher.make_frame()
    publisher.market.apply(trade("182"))
    publisher.market.apply(trade("183"))
    publisher.market.apply(trade("49", symbol=AIG))
    assert [figures_line(each, "symbol last n") for each in publisher.make_frame().rows] == [
        "XNYS:IBM 183 2",
        "XNYS:AIG 49 2",
    ]
    assert publisher.make_frame().rows == []


def test_a_keyframe_has_everything_with_the_number_of_its_last_change(
    publisher: Publisher, clock: Clock
) -> None:
    publisher.feeds.supervisors[0].has_ended = True  # and so it never becomes STALE
    assert publisher.make_frame().is_keyframe
    publisher.market.apply(trade("182"))
    assert not publisher.make_frame().is_keyframe
    clock.advance(KEYFRAME_SPACING - BEAT)
    assert not publisher.make_frame().is_keyframe
    clock.advance(BEAT)
    publisher.market.apply(trade("49", symbol=AIG))
    keyframe = publisher.make_frame()
    assert keyframe.is_keyframe
    assert [figures_line(each, "symbol n") for each in keyframe.rows] == [
        "XNYS:IBM 2",
        "XNYS:AIG 4",
    ]
    assert not publisher.make_frame().is_keyframe


def test_keyframes_come_quicker_at_the_beginning_of_a_leased_epoch(clock: Clock) -> None:
    lease = Mock(epoch=5)
    publisher = Publisher([Script()], UNIVERSE, Layer(), lease)
    keyframes = []
    for _ in range(EARLY_FRAMES + round(KEYFRAME_SPACING / BEAT)):
        keyframes.append(publisher.make_frame().is_keyframe)
        clock.advance(BEAT)
    a_second = round(EARLY_SPACING / BEAT)
    assert [n for n, is_keyframe in enumerate(keyframes) if is_keyframe] == [
        *range(0, EARLY_FRAMES + 1, a_second),
    ]


def test_all_bars_of_a_second_are_sent_once(publisher: Publisher) -> None:
    """Also the last word of a minute that ended in it."""
    minute = 60 * SECOND
    publisher._take_event(0, trade("182"))
    publisher._take_event(0, trade("183", ts=OPEN + minute))
    assert publisher.make_frame().bars == []
    publisher._collect()
    found = [
        (symbol, bar.ts_open - OPEN, str(bar.close)) for symbol, bar in publisher.make_frame().bars
    ]
    assert found == [("XNYS:IBM", 0, "182"), ("XNYS:IBM", minute, "183")]
    assert publisher.make_frame().bars == []


def test_trades_are_in_the_next_frame(publisher: Publisher) -> None:
    publisher._take_event(0, trade("182"))
    publisher._take_event(0, trade("183", ts=OPEN + 1))
    frame = publisher.make_frame()
    assert [(str(each.price), each.tick) for each in frame.prints] == [("182", 0), ("183", 1)]
    assert publisher.make_frame().prints == []


def test_a_silent_feed_is_stale_and_every_row_says_so(publisher: Publisher, clock: Clock) -> None:
    publisher.market.apply(trade("182"))
    publisher.market.apply(trade("49", symbol=AIG))
    assert [each.status for each in publisher.make_frame().rows] == ["LIVE", "LIVE"]
    clock.advance(2.9)
    assert publisher.make_frame().rows == []
    clock.advance(0.1)
    frame = publisher.make_frame()
    assert frame.feed.word == "STALE 3s"
    assert [each.status for each in frame.rows] == ["STALE 3s", "STALE 3s"]


def test_every_row_changes_with_the_phase_of_the_session(
    publisher: Publisher, clock: Clock
) -> None:
    clock.advance(-1)
    publisher.market.apply(trade("182", ts=OPEN - SECOND))
    assert [each.status for each in publisher.make_frame().rows] == ["PRE"]
    clock.advance(1)
    assert [each.status for each in publisher.make_frame().rows] == ["LIVE"]


def test_a_row_flashes_at_most_once_in_500_ms(publisher: Publisher, clock: Clock) -> None:
    publisher.market.apply(trade("180"))
    publisher.make_frame()
    counts = []
    for beat in range(10):
        clock.advance(BEAT)
        publisher.market.apply(trade(f"{181 + beat}", ts=OPEN + beat))
        (row,) = publisher.make_frame().rows
        counts.append(row.flash)
    assert counts == [1, 1, 1, 1, 1, 2, 2, 2, 2, 2]


async def test_runs_a_feed_to_its_end() -> None:
    layer = Layer()
    feed = Script(
        trade("182", symbol="IBM"), b"nonsense", trade("-1"), HeartbeatEvent(ts_event=OPEN + SECOND)
    )
    frame = await played(Publisher([feed], UNIVERSE, layer), layer)
    assert [figures_line(each, "symbol last status") for each in frame.rows] == [
        "XNYS:IBM 182 ENDED"
    ]
    assert (frame.feed.name, frame.feed.events, frame.feed.newest) == ("script", 2, OPEN)
    assert frame.feed.rejected == {"malformed": 1, "negative": 1}


async def test_what_the_market_refuses_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    layer = Layer()
    await played(Publisher([Script(trade("-1"))], UNIVERSE, layer), layer)
    assert caplog.messages == ["script: event dropped, negative: 'XNYS:IBM' (1 so far)"]


async def test_after_an_epoch_nothing_comes_back_that_was_kept(clock: Clock) -> None:
    """But what the first epoch, the supervisor's own, finds was there before it."""
    before = market_after(trade("180", "300", ts=OPEN - SECOND)).take_states()
    keeper = Mock(BarWriter, read=AsyncMock(return_value=Restored(before, {}, 0)))
    for begins, volume in (([], 400), ([Epoch(ts_event=OPEN)], 100)):
        layer = Layer()
        feed = Script(*begins, trade("182", "100"))
        publisher = Publisher([feed], UNIVERSE, layer, keeper=keeper)
        await played(publisher, layer)
        clock.advance(KEYFRAME_SPACING)
        assert [row.volume for row in publisher.make_frame().rows] == [volume]


async def test_an_epoch_in_the_feed_begins_anew(clock: Clock) -> None:
    layer = Layer()
    feed = Script(trade("182"), Epoch(ts_event=OPEN, always_open=True), trade("49", symbol=AIG))
    publisher = Publisher([feed], UNIVERSE, layer)
    first = publisher.make_frame()
    clock.wall -= 3600 * SECOND
    frame = await played(publisher, layer)
    assert frame.epoch > first.epoch, "not even a clock that was set back may turn it back"
    assert frame.is_keyframe
    assert (frame.n, [each.symbol for each in frame.rows]) == (1, [AIG])
    assert frame.feed.always_open


async def test_under_a_lease_the_epoch_is_the_leases_whatever_the_clock_says(clock: Clock) -> None:
    layer = Layer()
    lease = Mock(spec=Lease, epoch=5, run=AsyncMock())
    feed = Script(trade("182"), Epoch(ts_event=OPEN), HeartbeatEvent(ts_event=OPEN))
    publisher = Publisher([feed], UNIVERSE, layer, lease)
    run = asyncio.create_task(publisher.run())
    epochs = [(await layer.frames.get()).epoch for _ in range(2)]
    run.cancel()
    await asyncio.wait([run])
    assert 5 <= epochs[0] <= epochs[1] < 5 + RESERVED


async def test_the_market_outlives_a_channel_layer_that_is_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(publishers, "RETRY_DELAY", 0)
    monkeypatch.setattr(publishers, "KEYFRAME_SPACING", 1000)
    layer = Layer(failures=2)
    frame = await played(Publisher([Script(trade("182"))], UNIVERSE, layer), layer)
    assert caplog.messages == ["a frame was not sent (the layer is away); the next one in 0 s"] * 2
    assert frame.is_keyframe
    assert [figures_line(each, "symbol last") for each in frame.rows] == ["XNYS:IBM 182"]
