"""Sparks: what is looked at is read and drawn, seldom enough, and never at the cost of the rows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
from django.db import OperationalError
from msgspec import structs

from tests.dashboard.charts.svg import corners
from tests.support.clock import Clock
from tests.support.examples import AIG, BAC, BTC, IBM, OPEN, SECOND, UNIVERSE, frame, level, ns_at
from ticker.feeds.history import BarHistory
from ticker.live import sparks as module
from ticker.live.fragments import Fragments
from ticker.live.mirror import Mirror
from ticker.live.sparks import DAYS_AT_ONCE, RETRY_DELAY, SPACING, Sparks
from ticker.market.bar import MINUTE, Bar
from ticker.market.frames import FeedState
from ticker.market.freshness import Freshness
from ticker.rows.rows import Layout
from ticker.rows.sparkline import EMPTY, WIDTH
from ticker.rows.sparkpoints import STEP

ROWS = Layout(table="board", columns=("symbol", "last", "spark"))
PLAIN = Layout(table="plain", columns=("symbol", "last"))


def bar(minute: int, close: str) -> Bar:
    price = Decimal(close)
    return Bar(ts_open=OPEN + minute * MINUTE, open=price, high=price, low=price, close=price)


class Store:
    """What is kept of every instrument, and who asked for it."""

    def __init__(self) -> None:
        self.bars = [bar(0, "100"), bar(20, "101")]
        self.asked: list[tuple[str, date]] = []
        self.is_away = False

    def minutes(self, symbol: str, day: date) -> list[Bar]:
        self.asked.append((symbol, day))
        if self.is_away:
            raise OperationalError("the disk is\non fire")
        return list(self.bars)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    store = Store()

    def minutes(past: BarHistory, day: date) -> list[Bar]:
        return store.minutes(past._symbol, day)

    monkeypatch.setattr(BarHistory, "minute_bars", minutes)
    monkeypatch.setattr("ticker.store.database.close_old_connections", lambda: None)
    return store


class Exchange:
    """A mirror that is told something, and whoever looks at it."""

    def __init__(self, clock: Clock) -> None:
        self.mirror = Mirror(UNIVERSE)
        self.sparks = Sparks(self.mirror)
        self.rows = Fragments(ROWS, self.mirror)
        self.feed = FeedState(word=Freshness("LIVE"), clock=OPEN + 10 * MINUTE, origin="exec")
        self.epoch, self._n, self._clock = 1, 0, clock

    def say(
        self, *symbols: str, bars: Iterable[Bar] = (), prev_close: str = "100", **feed: object
    ) -> None:
        """A frame in which these have traded."""
        self._n += 1
        self.feed = structs.replace(self.feed, **feed)
        levels = [
            level(each, n=self._n, last=Decimal(100), prev_close=Decimal(prev_close))
            for each in symbols
        ]
        sent = frame(self._n, *levels, epoch=self.epoch, ts=self._clock.wall, feed=self.feed)
        sent.bars.extend((symbol, each) for symbol in symbols for each in bars)
        self.mirror.receive(sent)

    def look(self, *symbols: str) -> None:
        for symbol in symbols:
            self.rows.row(symbol)

    async def rest(self) -> None:
        """Until nothing is left to do."""
        self.sparks.update()
        while await self.sparks.read_days():
            self.sparks.update()

    def course(self, symbol: str = IBM) -> list[tuple[int, int]]:
        return list(dict(corners(self.mirror.spark(symbol).d)).items())


@pytest.fixture
def exchange(clock: Clock, store: Store, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    monkeypatch.setattr(module, "time", clock)
    return Exchange(clock)


async def test_what_is_looked_at_is_read_and_nothing_else(exchange: Exchange, store: Store) -> None:
    exchange.say(IBM, AIG, BAC)
    Fragments(PLAIN, exchange.mirror).row(BAC)
    exchange.look(IBM, AIG)
    assert exchange.mirror.spark(IBM) == EMPTY
    await exchange.rest()
    assert sorted(store.asked) == [(AIG, date(2013, 10, 7)), (IBM, date(2013, 10, 7))]
    await exchange.rest()
    assert len(store.asked) == 2
    assert [exchange.course(each)[-1][0] for each in (IBM, AIG)] == [STEP, STEP]
    assert exchange.mirror.spark(BAC) == EMPTY


async def test_a_few_at_a_time_are_read_and_shown(exchange: Exchange, store: Store) -> None:
    symbols = [each.symbol for each in UNIVERSE]
    assert len(symbols) > DAYS_AT_ONCE
    exchange.say(*symbols)
    exchange.look(*symbols)
    exchange.sparks.update()
    assert await exchange.sparks.read_days()
    assert len(store.asked) == DAYS_AT_ONCE
    exchange.sparks.update()
    assert sum(exchange.mirror.spark(each) != EMPTY for each in symbols) == DAYS_AT_ONCE


async def test_an_instrument_never_heard_of_waits(exchange: Exchange, store: Store) -> None:
    exchange.look(IBM)
    await exchange.rest()
    exchange.say(AIG)
    await exchange.rest()
    assert store.asked == []
    exchange.say(IBM)
    await exchange.rest()
    assert exchange.course()


async def test_a_drawing_is_a_quiet_change_of_its_row(exchange: Exchange) -> None:
    exchange.say(IBM, AIG)
    exchange.look(IBM)
    cursor = exchange.mirror.version
    await exchange.rest()
    sent = exchange.rows.rows_since((IBM, AIG), cursor)
    assert exchange.mirror.spark(IBM).d in sent
    assert "XNYS-AIG" not in sent
    assert "flash" not in sent


async def test_it_is_drawn_again_after_a_while_and_only_where_it_has_changed(
    exchange: Exchange, clock: Clock
) -> None:
    exchange.say(IBM)
    exchange.look(IBM)
    await exchange.rest()
    first = exchange.mirror.spark(IBM)
    exchange.say(IBM, bars=[bar(40, "110")])
    exchange.look(IBM)
    clock.advance(SPACING - 0.1)
    await exchange.rest()
    assert exchange.mirror.spark(IBM) == first
    clock.advance(0.1)
    await exchange.rest()
    second = exchange.mirror.spark(IBM)
    assert second != first
    version = exchange.mirror.version
    exchange.look(IBM)
    clock.advance(SPACING)
    await exchange.rest()
    exchange.say(IBM, bars=[bar(40, "110.0001")])
    exchange.look(IBM)
    clock.advance(SPACING)
    await exchange.rest()
    assert exchange.mirror.spark(IBM) == second
    assert exchange.mirror.version == version + 1


async def test_what_nobody_looks_at_any_more_is_not_drawn_but_misses_nothing(
    exchange: Exchange, clock: Clock
) -> None:
    exchange.say(IBM)
    exchange.look(IBM)
    await exchange.rest()
    version = exchange.mirror.version
    for minute in range(40, 100, 15):
        exchange.say(IBM, bars=[bar(minute, "110")])
        clock.advance(SPACING)
        await exchange.rest()
    assert exchange.mirror.version == version + 4
    exchange.look(IBM)
    await exchange.rest()
    assert len(exchange.course()) == 6


async def test_another_prev_close_draws_it_anew(exchange: Exchange, clock: Clock) -> None:
    exchange.say(IBM)
    exchange.look(IBM)
    await exchange.rest()
    clock.advance(SPACING)
    exchange.say(IBM, prev_close="101")
    exchange.look(IBM)
    await exchange.rest()
    (_, prev_close), *_ = corners(exchange.mirror.spark(IBM).prev)
    assert prev_close == exchange.course()[-1][1]


@pytest.mark.parametrize("change", ["origin", "epoch", "date"])
async def test_another_tape_or_day_begins_anew(
    exchange: Exchange, store: Store, clock: Clock, change: str
) -> None:
    exchange.say(IBM, BTC)
    exchange.look(IBM)
    await exchange.rest()
    store.bars = [bar(0, "50")] if change != "date" else []
    cursor = exchange.mirror.version
    if change == "epoch":
        exchange.epoch += 1
    exchange.say(
        IBM,
        origin="another" if change == "origin" else "exec",
        clock=exchange.feed.clock + 86_400 * SECOND * (change == "date"),
    )
    exchange.look(IBM)
    exchange.sparks.update()
    assert exchange.mirror.spark(IBM) == EMPTY
    assert ' d=""' in exchange.rows.rows_since((IBM,), cursor)
    await exchange.rest()
    assert [day.day for _, day in store.asked] == [7, 8 if change == "date" else 7]
    assert len(exchange.course()) == (0 if change == "date" else 1)


async def test_bars_of_a_day_that_ended_while_they_were_read_are_not_shown(
    exchange: Exchange, store: Store
) -> None:
    exchange.say(IBM)
    exchange.look(IBM)
    exchange.sparks.update()
    reading = asyncio.ensure_future(exchange.sparks.read_days())
    await asyncio.sleep(0)
    store.bars = [bar(0, "1")]
    exchange.epoch += 1
    exchange.say(IBM)
    exchange.sparks.update()
    await reading
    exchange.sparks.update()
    assert exchange.mirror.spark(IBM) == EMPTY
    await exchange.rest()
    assert len(exchange.course()) == 1


async def test_a_database_that_is_away_is_said_once_and_asked_again(
    exchange: Exchange, store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    store.is_away = True
    exchange.say(IBM)
    exchange.look(IBM)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            await exchange.rest()
            await exchange.rest()
            clock.advance(RETRY_DELAY)
    assert [record.getMessage() for record in caplog.records] == [
        "sparklines wait, their bars cannot be read: the disk is on fire"
    ]
    assert len(store.asked) == 3
    assert "100.00" in exchange.rows.row(IBM)
    store.is_away = False
    await exchange.rest()
    assert exchange.course()


@pytest.mark.parametrize(
    ("symbol", "always_open", "right"),
    [(IBM, False, WIDTH - STEP), (IBM, True, 63), (BTC, False, 81)],
)
async def test_the_session_is_the_width(
    exchange: Exchange, store: Store, symbol: str, always_open: bool, right: int
) -> None:
    store.bars = [
        Bar(ts_open=ns_at("2013-10-07 15:59"), close=Decimal(1)),
        Bar(ts_open=ns_at("2013-10-07 16:30"), close=Decimal(1)),
    ][: 1 if symbol == IBM else 2]
    exchange.say(symbol, always_open=always_open)
    exchange.look(symbol)
    await exchange.rest()
    assert exchange.course(symbol)[-1][0] == right


async def test_it_runs_until_it_is_cancelled(exchange: Exchange) -> None:
    exchange.say(IBM)
    exchange.look(IBM)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await exchange.sparks.run()
    assert exchange.course()
