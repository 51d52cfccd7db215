"""Several feeds at once: which is shown, what each row says of its own, and what is told of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence

import pytest

from tests.support.clock import Clock
from tests.support.examples import AIG, BAC, IBM, OPEN, SECOND, UNIVERSE, figures_line, trade
from tests.ticker.publishing.test_publisher import Layer
from ticker.feeds.base import Feed
from ticker.feeds.supervisor import PROBATION
from ticker.market.events import AnyEvent, Epoch, HeartbeatEvent
from ticker.market.frames import Frame, Switch
from ticker.market.freshness import Freshness
from ticker.models import FeedSwitch
from ticker.publishing import publisher as publishers
from ticker.publishing.publisher import Publisher
from ticker.store.barwriter import BarWriter
from ticker.store.database import run_in_db_thread

BEAT = HeartbeatEvent(ts_event=OPEN)
END = ()


class Voice(Feed):
    """Says what the test says."""

    def __init__(self, name: str, word: str) -> None:
        self.name, self.word = name, Freshness(word)
        self._says: asyncio.Queue[Sequence[AnyEvent]] = asyncio.Queue()

    async def say(self, *events: AnyEvent) -> None:
        """Returns when it is applied."""
        self._says.put_nowait(events)
        await self._says.join()

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        while (events := await self._says.get()) != END:
            for event in events:
                yield event
            self._says.task_done()
        self._says.task_done()


class Newsroom:
    def __init__(self) -> None:
        self.first, self.second = Voice("first", "LIVE"), Voice("second", "DELAYED 15m")
        self.publisher = Publisher([self.first, self.second], UNIVERSE, Layer())

    async def beat(self) -> None:
        """Both live."""
        await self.first.say(BEAT)
        await self.second.say(BEAT)

    def frame(self) -> Frame:
        return self.publisher.make_frame()

    def rows(self) -> dict[str, str]:
        """What has changed: Last and word."""
        return {row.symbol: f"{row.last} {row.status}" for row in self.frame().rows}


@pytest.fixture
async def newsroom(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Newsroom]:
    """After its first frame, which is the only one that has more than what has changed."""
    monkeypatch.setattr(publishers, "KEYFRAME_SPACING", 1000)
    newsroom = Newsroom()
    running = [asyncio.create_task(newsroom.publisher._apply(place)) for place in range(2)]
    await newsroom.beat()
    newsroom.frame()
    yield newsroom
    for task in running:
        task.cancel()
    await asyncio.wait(running)


async def test_each_row_has_the_word_of_its_own_feed(newsroom: Newsroom, clock: Clock) -> None:
    await newsroom.second.say(trade("9", symbol=AIG), trade("181"))
    await newsroom.first.say(trade("182"), trade("14", symbol=BAC))
    await newsroom.second.say(trade("150", ts=OPEN + 1))
    assert newsroom.rows() == {AIG: "9 DELAYED 15m", IBM: "182 LIVE", BAC: "14 LIVE"}
    clock.advance(2)
    await newsroom.second.say(BEAT)
    clock.advance(1.5)
    assert newsroom.rows() == {IBM: "182 STALE 3s", BAC: "14 STALE 3s"}
    await newsroom.second.say(trade("183", ts=OPEN - 1))
    assert newsroom.rows() == {}
    await newsroom.second.say(trade("183", ts=OPEN + 2))
    assert newsroom.rows() == {IBM: "183 DELAYED 15m"}
    feed = newsroom.frame().feed
    assert (feed.name, feed.origin, feed.word) == ("first+second", "first+second", "DELAYED 15m")
    assert [(each.name, each.word, each.symbols) for each in feed.feeds] == [
        ("first", "STALE 3s", 1),
        ("second", "DELAYED 15m", 2),
    ]
    assert (feed.rejected, feed.newest) == ({}, OPEN + 2)


async def test_one_that_comes_back_wins_again_when_that_lasts(
    newsroom: Newsroom, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await newsroom.first.say(trade("182"), trade("9", symbol=AIG))
    clock.advance(3)
    for symbol in (IBM, AIG):
        await newsroom.second.say(trade("183", ts=OPEN + 1, symbol=symbol))
    newsroom.frame()
    for _ in range(round(PROBATION)):
        await newsroom.beat()
        await newsroom.first.say(trade("184", ts=OPEN + 2))
        assert newsroom.rows().get(IBM) in (None, "183 DELAYED 15m")
        clock.advance(1)
    await newsroom.first.say(trade("184", ts=OPEN))
    assert newsroom.rows() == {}, "it is not as far as what was shown"
    await newsroom.first.say(trade("185", ts=OPEN + 3))
    assert newsroom.rows() == {IBM: "185 LIVE"}
    feed = newsroom.frame().feed
    away, back = OPEN + 3 * SECOND, OPEN + 8 * SECOND
    assert feed.switches == [
        Switch(away, "first", "second", 2),
        Switch(back, "second", "first", 1),
    ]
    assert feed.switched == 3
    assert caplog.messages == [
        "feeds: 2 instruments go on with second, first is STALE 3s",
        "feeds: 1 instrument goes on with first, second is DELAYED 15m",
    ]


async def test_the_page_is_stale_or_ended_only_if_all_are(newsroom: Newsroom, clock: Clock) -> None:
    def said() -> tuple[str, int]:
        feed = newsroom.frame().feed
        return feed.word, (feed.clock - OPEN) // SECOND

    assert said() == ("LIVE", 0)
    await newsroom.beat()
    clock.advance(2)
    await newsroom.second.say(BEAT)
    clock.advance(2)
    assert said() == ("DELAYED 15m", 4)
    clock.advance(2)
    assert said() == ("STALE 4s", 6)
    await newsroom.first.say(BEAT)
    assert said() == ("LIVE", 6)
    await newsroom.first.say(*END)
    clock.advance(1)
    assert said() == ("STALE 5s", 7)
    await newsroom.second.say(*END)
    clock.advance(1)
    assert said()[0] == "ENDED"


async def test_an_epoch_of_one_does_not_empty_the_other(newsroom: Newsroom) -> None:
    await newsroom.second.say(trade("182"))
    epoch = newsroom.frame().epoch
    await newsroom.first.say(Epoch(ts_event=OPEN, always_open=True))
    frame = newsroom.frame()
    assert (frame.epoch, frame.feed.always_open) == (epoch, False)
    assert frame.feed.feeds[0].rejected == frame.feed.rejected == {"not_alone": 1}
    assert newsroom.publisher.market.heard_count == 1


async def test_what_is_refused_is_counted_as_its_own_feeds(newsroom: Newsroom) -> None:
    await newsroom.first.say(trade("182"))
    await newsroom.second.say(trade("-1"), trade("-1", symbol=AIG))
    await newsroom.first.say(trade("0"))
    feed = newsroom.frame().feed
    assert [each.rejected for each in feed.feeds] == [{"zero": 1}, {"negative": 2}]
    assert feed.rejected == {"zero": 1, "negative": 2}


async def test_instruments_that_follow_are_of_the_same_switch(
    newsroom: Newsroom, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for symbol in (IBM, AIG, BAC):
        await newsroom.first.say(trade("9", symbol=symbol))
    clock.advance(5)
    for symbol, wait in ((IBM, 20), (AIG, 45), (BAC, 0)):
        await newsroom.second.say(trade("9", symbol=symbol))
        newsroom.frame()
        clock.advance(wait)
    switches = newsroom.frame().feed.switches
    assert [(each.ts - OPEN, each.symbols) for each in switches] == [
        (5 * SECOND, 2),
        (70 * SECOND, 1),
    ]
    assert len(caplog.messages) == 3
    unwritten = newsroom.publisher.feeds.switches.take_unwritten()
    assert unwritten == switches
    assert newsroom.publisher.feeds.switches.take_unwritten() == []


class Ingesting(Voice):
    """A feed that knows how far it has come."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "LIVE")
        self.come, self.settled = b"", b""

    def progress(self) -> bytes:
        return self.come

    def resume(self, progress: bytes) -> None:
        self.come = progress

    async def settle(self, progress: bytes) -> None:
        self.settled = progress


@pytest.mark.django_db(transaction=True)
async def test_what_is_kept_is_of_all_together(clock: Clock) -> None:
    """After a restart nothing is shown that is older than what was shown before it."""
    keeper, first, second = BarWriter(), Voice("first", "LIVE"), Ingesting("second")
    publisher = Publisher([first, second], UNIVERSE, Layer(), keeper=keeper)
    publisher._take_event(0, trade("182"))
    clock.advance(4)
    publisher._take_event(1, trade("183", ts=OPEN + 5))
    publisher.make_frame()
    second.come = b"five"
    progress = publisher._collect()
    assert await keeper.write()
    await publisher.feeds.settle(progress)
    assert second.settled == b"five"
    (kept,) = await run_in_db_thread(lambda: list(FeedSwitch.objects.newest_switches(9)))
    assert (kept.ts, kept.before, kept.after, kept.symbols) == (clock.wall, "first", "second", 1)

    again = Ingesting("second")
    publisher = Publisher([first, again], UNIVERSE, Layer(), keeper=BarWriter())
    await publisher._restore()
    assert again.come == b"five"
    publisher._take_event(0, trade("150", ts=OPEN + 4))
    (row,) = publisher.make_frame().rows
    assert figures_line(row, "last status").startswith("183 STALE ")
    publisher._take_event(0, trade("184", ts=OPEN + 6))
    (row,) = publisher.make_frame().rows
    assert figures_line(row, "last status volume") == "184 LIVE 300"

    alone = Ingesting("second")
    publisher = Publisher([alone], UNIVERSE, Layer(), keeper=BarWriter())
    await publisher._restore()
    assert (alone.come, publisher.make_frame().rows) == (b"", []), "what it said alone is its own"
