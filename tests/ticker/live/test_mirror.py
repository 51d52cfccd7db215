"""The mirror: newest state out of frames that may be lost, late, doubled or of another epoch."""

from __future__ import annotations

from decimal import Decimal

import pytest
from channels.layers import InMemoryChannelLayer
from hypothesis import given
from hypothesis import strategies as st

from tests.support.clock import Clock, stop_clock
from tests.support.examples import (
    AIG,
    BAC,
    IBM,
    SECOND,
    UNIVERSE,
    figures_line,
    frame,
    level,
    trade,
)
from tests.ticker.publishing.test_publisher import Script
from ticker.live.mirror import Mirror, MirrorEntry
from ticker.market.events import Trade
from ticker.market.frames import AGE_LIMIT, KEYFRAME_SPACING, FeedHealth, FeedState
from ticker.market.freshness import Freshness
from ticker.market.level1 import Level1
from ticker.publishing.publisher import Publisher


def ibm(last: int, n: int, flash: int = 0) -> Level1:
    return level(n=n, last=Decimal(last), flash=flash, status="LIVE")


@pytest.fixture
def mirror(clock: Clock) -> Mirror:
    return Mirror(UNIVERSE)


def entry(mirror: Mirror, symbol: str = IBM) -> MirrorEntry:
    found = mirror.entry(symbol)
    assert found is not None
    return found


def test_knows_every_instrument_of_the_universe_in_its_order(mirror: Mirror) -> None:
    mirror.receive(frame(1, ibm(182, 1)))
    assert [each.symbol for each in mirror] == [each.symbol for each in UNIVERSE]
    assert figures_line(mirror.level(IBM), "name last status") == "IBM 182 LIVE"
    assert figures_line(mirror.level(BAC), "name last status n") == "Bank of America -  0"
    assert (mirror.entry(BAC), mirror.feed.word) == (None, "LIVE")


def test_a_version_says_what_is_new(mirror: Mirror) -> None:
    mirror.receive(frame(1, ibm(182, 1)))
    cursor = mirror.version
    mirror.receive(frame(2, level(AIG, n=2)))
    assert entry(mirror, AIG).version == mirror.version > cursor >= entry(mirror).version


def test_a_lost_frame_is_healed_by_the_next_change_or_the_keyframe(mirror: Mirror) -> None:
    mirror.receive(frame(1, ibm(182, 1), level(AIG, n=1, last=Decimal(49))))
    mirror.receive(frame(3, ibm(184, 3)))
    assert figures_line(mirror.level(IBM), "last") == "184"
    cursor = mirror.version
    mirror.receive(frame(4, ibm(184, 3), level(AIG, n=2, last=Decimal(50)), is_keyframe=True))
    assert figures_line(mirror.level(AIG), "last") == "50"
    assert entry(mirror, AIG).version > cursor >= entry(mirror).version


def test_a_frame_that_is_too_old_is_dropped(mirror: Mirror, clock: Clock) -> None:
    sent = clock.wall
    clock.advance(AGE_LIMIT + 0.001)
    mirror.receive(frame(1, ibm(182, 1), ts=sent))
    assert mirror.entry(IBM) is None
    mirror.receive(frame(2, ibm(183, 2), ts=clock.wall - int(AGE_LIMIT * SECOND)))
    assert figures_line(mirror.level(IBM), "last") == "183"
    assert mirror.frames_dropped == {"too_old": 1}


@pytest.mark.parametrize(("epoch", "n"), [(2, 5), (2, 4), (1, 9)])
def test_a_frame_that_was_overtaken_is_dropped(mirror: Mirror, epoch: int, n: int) -> None:
    mirror.receive(frame(5, ibm(182, 5), epoch=2))
    version = mirror.version
    mirror.receive(frame(n, ibm(999, 9), epoch=epoch, is_keyframe=True))
    assert figures_line(mirror.level(IBM), "last") == "182"
    assert (mirror.version, mirror.frames_dropped) == (version, {"earlier": 1})


def test_a_new_epoch_forgets_the_one_before_and_pages_learn_it(mirror: Mirror) -> None:
    mirror.receive(frame(5, ibm(182, 5), level(AIG, n=5, last=Decimal(49))))
    cursor = mirror.version
    mirror.receive(frame(1, ibm(90, 1), epoch=2))
    assert figures_line(mirror.level(IBM), "last") == "90"
    assert mirror.level(AIG) == Level1(symbol=AIG, name="American International Group")
    assert entry(mirror, AIG).version > cursor


def test_an_instrument_that_this_process_does_not_know_is_passed_over(mirror: Mirror) -> None:
    new = Level1(symbol="XLON:VOD", name="Vodafone", n=1, status=Freshness("HALTED"))
    mirror.receive(frame(1, new, ibm(182, 1)))
    assert (mirror.entry("XLON:VOD"), list(mirror.halted_symbols())) == (None, [])
    mirror.receive(frame(1, new, ibm(90, 1), epoch=2))
    assert figures_line(mirror.level(IBM), "last") == "90"


def test_silence_is_stale_until_the_next_frame(mirror: Mirror, clock: Clock) -> None:
    mirror.receive(frame(1, ibm(182, 1), is_keyframe=True))
    clock.advance(2.9)
    mirror.mark_silence()
    assert (mirror.feed.word, mirror.level(IBM).status) == ("LIVE", "LIVE")
    cursor = mirror.version
    clock.advance(0.2)
    mirror.mark_silence()
    assert (mirror.feed.word, mirror.level(IBM).status) == ("STALE 3s", "STALE 3s")
    assert entry(mirror).version > cursor
    cursor = mirror.version
    mirror.mark_silence()
    assert mirror.version == cursor
    mirror.receive(frame(2, ts=clock.wall))
    assert (mirror.feed.word, mirror.level(IBM).status) == ("LIVE", "LIVE")
    assert entry(mirror).version > cursor


def test_a_silence_in_which_frames_were_lost_ends_with_a_keyframe(
    mirror: Mirror, clock: Clock
) -> None:
    mirror.receive(frame(1, ibm(182, 1), is_keyframe=True))
    clock.advance(4)
    mirror.mark_silence()
    for n in (3, 4):
        mirror.receive(frame(n, level(AIG, n=n), ts=clock.wall))
        assert (mirror.feed.word, mirror.level(IBM).status) == ("STALE 4s", "STALE 4s")
    clock.advance(1)
    mirror.receive(frame(5, ibm(183, 5), ts=clock.wall, is_keyframe=True))
    assert (mirror.feed.word, mirror.level(IBM).status) == ("LIVE", "LIVE")


def test_what_has_ended_does_not_become_stale(mirror: Mirror, clock: Clock) -> None:
    ended = frame(1, level(n=1, status=Freshness("ENDED")), feed=FeedState(word=Freshness("ENDED")))
    mirror.receive(ended)
    clock.advance(60)
    mirror.mark_silence()
    assert (mirror.feed.word, mirror.level(IBM).status) == ("ENDED", "ENDED")


def test_no_feed_is_live_while_no_frame_comes(mirror: Mirror, clock: Clock) -> None:
    feeds = [
        FeedHealth(name="a", word=Freshness("LIVE")),
        FeedHealth(name="b", word=Freshness("ENDED")),
    ]
    mirror.receive(frame(1, feed=FeedState(word=Freshness("LIVE"), feeds=feeds)))
    clock.advance(3)
    mirror.mark_silence()
    assert [each.word for each in mirror.feed.feeds] == ["STALE 3s", "ENDED"]


def flashed(mirror: Mirror) -> bool:
    """Whether IBM began to flash with the newest frame."""
    return entry(mirror).flash_version == mirror.version


def test_a_change_in_the_count_is_a_flash(mirror: Mirror, clock: Clock) -> None:
    mirror.receive(frame(1, ibm(182, 1, flash=1)))
    assert not flashed(mirror), "the first sight of it"
    mirror.receive(frame(2, ibm(183, 2, flash=2)))
    assert flashed(mirror)
    assert entry(mirror).flash_started == clock.monotonic()
    mirror.receive(frame(3, ibm(184, 3, flash=2)))
    assert not flashed(mirror)


def test_what_heals_does_not_flash(mirror: Mirror) -> None:
    mirror.receive(frame(1, ibm(182, 1, flash=1)))
    mirror.receive(frame(3, ibm(183, 3, flash=2)))
    assert not flashed(mirror), "after a gap"
    mirror.receive(frame(4, ibm(184, 4, flash=3), is_keyframe=True))
    assert not flashed(mirror), "in a keyframe"
    mirror.receive(frame(1, epoch=2))
    mirror.receive(frame(2, ibm(90, 2, flash=1), epoch=2))
    assert not flashed(mirror), "the first sight of it in a new epoch"


TRADES = st.tuples(st.sampled_from([IBM, AIG, BAC]), st.integers(1, 3)).map(
    lambda drawn: trade(str(drawn[1]), symbol=drawn[0])
)
FATES = st.sampled_from(["sent", "lost", "twice", "late"])


@given(st.lists(st.tuples(st.lists(TRADES, max_size=3), FATES), max_size=20))
def test_after_a_keyframe_all_is_as_published_whatever_happened_to_the_frames_before(
    beats: list[tuple[list[Trade], str]],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        clock = stop_clock(patch)
        publisher = Publisher([Script()], UNIVERSE, InMemoryChannelLayer())
        mirror = Mirror(UNIVERSE)
        held = []
        for trades, fate in beats:
            for said in trades:
                publisher.market.apply(said)
            sent = publisher.make_frame()
            if fate == "late":
                held.append(sent)
            else:
                for _ in range({"sent": 1, "lost": 0, "twice": 2}[fate]):
                    mirror.receive(sent)
        for each in held:
            mirror.receive(each)
        clock.advance(KEYFRAME_SPACING)
        mirror.receive(publisher.make_frame())
        publisher.market.touch_all()
        published = {each.symbol: each for each in publisher.make_frame().rows}
    names = "last volume trade_count status tick"
    for here in mirror:
        there = published.get(here.symbol, Level1(symbol=here.symbol, name=here.name))
        assert figures_line(here, names) == figures_line(there, names)
