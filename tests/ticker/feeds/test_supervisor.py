"""The supervisor: a failed feed is tried again, a silent one is STALE, an ended one ENDED."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from types import SimpleNamespace

import pytest

from tests.support.clock import Clock
from tests.support.examples import OPEN, SECOND, UNIVERSE, trade
from ticker.feeds.backoff import LONGEST_DELAY
from ticker.feeds.base import Feed, FeedError
from ticker.feeds.supervisor import Supervisor
from ticker.market.events import AnyEvent, Epoch, HeartbeatEvent
from ticker.market.frames import Gap
from ticker.market.freshness import Freshness, age

Attempt = list[AnyEvent | bytes | FeedError]


class Flaky(Feed):
    """Each time it is started it goes through the next attempt."""

    name = "flaky"
    word = Freshness("DELAYED 15m")
    always_open = True

    def __init__(self, *attempts: Attempt) -> None:
        self._attempts: Iterator[Attempt] = iter(attempts)
        self.closed = 0

    async def events(self) -> AsyncGenerator[AnyEvent | bytes, None]:
        try:
            for step in next(self._attempts):
                if isinstance(step, FeedError):
                    raise step
                yield step
        finally:
            self.closed += 1


FAILS: Attempt = [FeedError("the line is cut")]


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> list[float]:
    """How long the supervisor waited each time, with nothing added by chance."""
    delays: list[float] = []

    async def sleep(seconds: float) -> None:
        delays.append(seconds)
        clock.advance(seconds)

    monkeypatch.setattr("ticker.feeds.supervisor.asyncio", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr("ticker.feeds.backoff.random.uniform", lambda low, high: 1.0)
    return delays


async def said(supervisor: Supervisor) -> list[AnyEvent]:
    return [event async for event in supervisor.events()]


async def test_an_epoch_and_then_what_the_feed_says_until_it_ends(clock: Clock) -> None:
    feed = Flaky([trade("182", symbol="IBM"), b"nonsense", trade("183")])
    supervisor = Supervisor(feed, UNIVERSE)
    events = await said(supervisor)
    assert events[0] == Epoch(ts_event=OPEN, always_open=True)
    assert [(each.symbol, each.source, each.seq) for each in events[1:]] == [
        ("XNYS:IBM", "flaky", 1),
        ("XNYS:IBM", "flaky", 2),
    ]
    assert (supervisor.word, supervisor.problem, feed.closed) == ("ENDED", "", 1)


async def test_a_failed_feed_is_tried_again_ever_more_rarely(
    slept: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    feed = Flaky(*[FAILS] * 9, [trade("182")])
    supervisor = Supervisor(feed, UNIVERSE)
    assert len(await said(supervisor)) == 2
    assert slept == [0.25, 0.5, 1, 2, 4, 8, 16, LONGEST_DELAY, LONGEST_DELAY]
    assert supervisor.problem == "the line is cut"
    assert caplog.messages[0] == "the line is cut; trying again in 0.2 s"
    assert feed.closed == 10


async def test_a_feed_that_has_said_something_is_tried_again_soon(slept: list[float]) -> None:
    feed = Flaky(FAILS, FAILS, [trade("182"), *FAILS], [])
    await said(Supervisor(feed, UNIVERSE))
    assert slept == [0.25, 0.5, 0.25]


async def test_what_may_have_been_missed_is_a_gap(slept: list[float], clock: Clock) -> None:
    first = [trade("182"), *FAILS]
    feed = Flaky(FAILS, first, FAILS, [trade("183")])
    supervisor = Supervisor(feed, UNIVERSE)
    begun = clock.wall
    events = await said(supervisor)
    assert slept == [0.25, 0.25, 0.5]
    health = supervisor.health(1)
    assert (health.failures, health.gaps) == (3, 1), "before it was ever heard nothing is missed"
    assert health.last_gap == Gap(begun + SECOND // 4, begun + SECOND)
    kinds = [type(each).__name__ for each in events]
    assert kinds == ["Epoch", "Trade", "HeartbeatEvent", "Trade"], "it is recorded with the rest"
    assert isinstance(events[2], HeartbeatEvent)
    assert events[2].gap_since == health.last_gap.since


async def test_a_feed_that_is_silent_and_goes_on_has_missed_nothing(clock: Clock) -> None:
    supervisor = Supervisor(Flaky([trade("182"), trade("183")]), UNIVERSE)
    events = supervisor.events()
    await anext(events)
    await anext(events)
    clock.advance(60)
    await anext(events)
    assert supervisor.health(1).gaps == 0
    await events.aclose()


async def test_a_bug_in_a_feed_is_not_taken_for_a_failure() -> None:
    with pytest.raises(RuntimeError):
        await said(Supervisor(Flaky(), UNIVERSE))


async def test_the_feed_is_closed_with_the_supervisor() -> None:
    feed = Flaky([trade("182"), trade("183")])
    events = Supervisor(feed, UNIVERSE).events()
    for _ in range(2):
        await anext(events)
    await events.aclose()
    assert feed.closed == 1


async def test_silence_is_stale(clock: Clock) -> None:
    supervisor = Supervisor(Flaky([trade("182")]), UNIVERSE)
    events = supervisor.events()
    clock.advance(2.9)
    assert supervisor.word == "DELAYED 15m"
    clock.advance(0.1)
    assert supervisor.word == "STALE 3s"
    clock.advance(120)
    assert supervisor.word == "STALE 2m"
    await anext(events)
    assert supervisor.word == "STALE 2m", "the Epoch is the supervisor's own word"
    await anext(events)
    assert supervisor.word == "DELAYED 15m"
    await events.aclose()


async def test_one_that_was_silent_is_healthy_when_it_has_lived_for_a_while(
    slept: list[float], clock: Clock
) -> None:
    supervisor = Supervisor(Flaky([trade("182")] * 4 + FAILS, [trade("182")] * 3), UNIVERSE)
    batches = supervisor.batches()

    async def hear(*, after: float) -> tuple[bool, bool]:
        clock.advance(after)
        await anext(batches)
        return supervisor.is_alive, supervisor.is_healthy

    assert await hear(after=0) == (True, True), "the Epoch"
    assert await hear(after=60) == (True, True), "that it takes long to begin is no failure"
    assert await hear(after=2.9) == (True, True)
    clock.advance(3)
    assert (supervisor.is_alive, supervisor.is_healthy) == (False, False)
    assert await hear(after=0) == (True, False)
    assert await hear(after=2) == (True, False)
    assert await hear(after=2.9) == (True, False), "it has failed, and begins again"
    assert await hear(after=2.5) == (True, False)
    assert await hear(after=2.5) == (True, True)
    with pytest.raises(StopAsyncIteration):
        await hear(after=0)
    assert (supervisor.is_alive, supervisor.is_healthy) == (False, False)


async def test_the_clock_stands_still_once_the_feed_has_ended(clock: Clock) -> None:
    supervisor = Supervisor(Flaky([]), UNIVERSE)
    clock.advance(5)
    assert supervisor.clock() == OPEN + 5 * SECOND
    await said(supervisor)
    clock.advance(60)
    assert supervisor.clock() == OPEN + 5 * SECOND


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (59.9, "59s"), (60, "1m"), (3599, "59m"), (3600, "1h"), (200_000, "55h")],
)
def test_age(seconds: float, text: str) -> None:
    assert age(seconds) == text
