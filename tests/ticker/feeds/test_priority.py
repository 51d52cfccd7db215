"""The priority of feeds: whatever they say, in whatever order, no price goes back in time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.support.examples import (
    AIG,
    IBM,
    OPEN,
    UNIVERSE,
    cancel,
    figures_line,
    quote,
    status,
    trade,
)
from ticker.feeds.priority import Priority
from ticker.feeds.standby import is_price
from ticker.market.events import INELIGIBLE, AnyEvent, HeartbeatEvent, Reference
from ticker.market.freshness import Freshness
from ticker.market.market import Market
from ticker.market.sessions import calendars

SYMBOLS = st.sampled_from([IBM, AIG])
TIMES = st.integers(OPEN, OPEN + 9)
IDS = st.none() | st.sampled_from(["1", "2"])
PRICES = st.builds(
    trade,
    st.sampled_from(["-1", "0", "181", "182"]),
    ts=TIMES,
    symbol=SYMBOLS,
    trade_id=IDS,
    flags=st.sampled_from([0, INELIGIBLE]),
) | st.builds(quote, st.just("181"), st.just("182"), TIMES, SYMBOLS)
FACTS = st.builds(
    Reference,
    symbol=SYMBOLS,
    ts_event=TIMES,
    prev_close=st.none() | st.just(Decimal(170)),
    volume=st.none() | st.just(Decimal(9)),
)
EVENTS = (
    PRICES
    | FACTS
    | st.builds(status, st.sampled_from(["HALTED", "TRADING"]), ts=TIMES)
    | st.builds(cancel, st.sampled_from(["1", "2"]), TIMES, SYMBOLS)
    | st.builds(HeartbeatEvent, ts_event=TIMES)
)
LIVES = st.sampled_from([(True, True), (True, False), (False, False)])
PLACES = st.integers(0, 2)


class Life:
    def __init__(self, is_alive: bool = True, is_healthy: bool = True) -> None:
        self.is_alive, self.is_healthy = is_alive, is_healthy


class Board:
    """A market of three feeds."""

    def __init__(self) -> None:
        self.market = Market(UNIVERSE, calendars)
        self.lives = [Life(), Life(), Life()]
        self.priority = Priority(self.lives, self.market.newest_ts)

    def say(self, place: int, *events: AnyEvent) -> list[AnyEvent]:
        """With the feed as their source. Answers what was applied."""
        said = [structs.replace(event, source=f"feed {place}") for event in events]
        self.admitted = [each for event in said for each in self.priority.admit(place, event)]
        return [each for each in self.admitted if not self.market.apply(each)]

    def row(self, symbol: str = IBM) -> Any:
        self.market.touch_all()
        rows = self.market.drain(1, 0, Freshness("LIVE"), OPEN)
        return next((row for row in rows if row.symbol == symbol), None)


@given(st.lists(st.tuples(PLACES, EVENTS | LIVES), max_size=40))
def test_no_price_goes_back_in_time(steps: Sequence[tuple[int, Any]]) -> None:
    board = Board()
    for place, step in steps:
        if isinstance(step, tuple):
            board.lives[place].is_alive, board.lives[place].is_healthy = step
            continue
        symbol, before = step.symbol, board.priority.shown_feeds.get(step.symbol)
        newest, row = board.market.newest_ts(symbol), board.row(symbol)
        applied = board.say(place, step)
        after = board.priority.shown_feeds.get(symbol)
        if after != before:
            assert after == place
            prices = [each for each in board.admitted if is_price(each)]
            assert prices
            assert all(each.ts_event >= newest for each in prices)
        if symbol and applied:
            assert after == place, "only what is shown is applied"
        now = board.row(symbol)
        if row is not None and now.last != row.last and not hasattr(step, "action"):
            assert now.ts_trade >= row.ts_trade
        assert board.market.newest_ts(symbol) >= newest


@given(st.lists(PRICES, max_size=20))
def test_the_first_healthy_feed_is_shown_once_it_has_come_to_what_was_shown(
    prices: Sequence[AnyEvent],
) -> None:
    board = Board()
    for place, price in enumerate(prices):
        board.say(1 + place % 2, price)
    board.lives[0].is_healthy = False
    board.say(0, trade("182", ts=OPEN + 20))
    was_nobody_shown = not any(each.symbol == IBM and usable(each) for each in prices)
    assert (board.priority.shown_feeds[IBM] == 0) == was_nobody_shown
    board.lives[0].is_healthy = True
    board.say(0, trade("182", ts=OPEN + 21))
    assert board.priority.shown_feeds[IBM] == 0


def usable(price: Any) -> bool:
    return is_price(price) and (getattr(price, "price", None) is None or price.price > 0)


@given(st.lists(EVENTS, max_size=20))
def test_of_one_feed_everything_is_applied_as_it_comes(events: Sequence[AnyEvent]) -> None:
    board = Board()
    alone = Priority([Life(False, False)], board.market.newest_ts)
    for event in events:
        (admitted,) = alone.admit(0, event)
        assert admitted is event
        board.market.apply(event)
    assert (alone.shown_feeds, dict(alone.take_switch_counts())) == ({}, {})


def test_a_feed_that_was_away_does_not_take_over_from_one_that_lives() -> None:
    board = Board()
    board.say(1, trade("181"))
    board.lives[0].is_healthy = board.lives[1].is_healthy = False
    assert board.say(0, trade("182")) == []
    board.lives[1].is_alive = False
    assert board.say(0, trade("182"))
    assert board.say(1, trade("181")) == [], "two that have just come back do not take turns"


def test_what_cannot_be_used_takes_nothing_over() -> None:
    board = Board()
    board.say(1, trade("181"))
    assert board.say(0, trade("-1")) == []
    assert (board.priority.shown_feeds[IBM], dict(board.market.rejected)) == (1, {"negative": 1})
    assert board.say(0, trade("182", flags=INELIGIBLE)) == []


def test_what_a_feed_said_meanwhile_is_known_when_it_takes_over() -> None:
    board = Board()
    board.say(0, trade("182", ts=OPEN + 1))
    prev_close, volume = Decimal(170), Decimal(900)
    assert (
        board.say(
            1,
            Reference(symbol=IBM, ts_event=OPEN + 1, prev_close=prev_close, volume=volume),
            Reference(symbol=IBM, ts_event=OPEN + 2, volume=Decimal(1000)),
            trade("150", ts=OPEN),
            trade("183", ts=OPEN + 3, size="50", trade_id="x"),
            status("HALTED", ts=OPEN + 3),
            status("TRADING", ts=OPEN + 4),
        )
        == []
    )
    board.lives[0].is_alive = False
    board.say(1, quote("183", "184", ts=OPEN + 4))
    row = board.row()
    assert (row.last, row.prev_close, row.volume) == (183, 170, 1050)
    assert (row.status, row.ts_event) == ("LIVE", OPEN + 4)


def test_a_trade_that_is_older_than_what_was_shown_is_left_out() -> None:
    board = Board()
    board.say(0, trade("182", ts=OPEN + 5))
    board.say(1, trade("150", ts=OPEN + 4))
    board.lives[0].is_alive = False
    board.say(1, trade("150", ts=OPEN + 4), quote("183", "184", ts=OPEN + 5))
    assert figures_line(board.row(), "last low volume bid") == "182 182 100 183"


def test_a_trade_that_was_cancelled_meanwhile_is_not_shown() -> None:
    board = Board()
    board.say(0, trade("182"))
    board.say(1, trade("183", ts=OPEN + 1, trade_id="x"), cancel("x", ts=OPEN + 2))
    board.lives[0].is_alive = False
    board.say(1, quote("181", "182", ts=OPEN + 3))
    assert board.row().last == 182


def test_the_close_that_a_feed_said_once_is_known_again_after_another_was_shown() -> None:
    board = Board()
    said = Reference(symbol=IBM, ts_event=OPEN, prev_close=Decimal(170), volume=Decimal(700))
    board.say(0, trade("182"), said)
    board.lives[0].is_alive = False
    board.say(1, trade("183", ts=OPEN + 1))
    assert (board.row().prev_close, board.row().volume) == (None, 800)
    board.lives[0].is_alive = True
    board.say(0, trade("184", ts=OPEN + 2))
    assert (board.row().prev_close, board.row().volume) == (170, 900), "its old volume is past"


def test_switches_are_counted_by_feed() -> None:
    board = Board()
    for symbol in (IBM, AIG):
        board.say(0, trade("181", symbol=symbol))
    assert not board.priority.take_switch_counts()
    board.lives[0].is_alive = False
    for symbol in (IBM, AIG):
        board.say(2, trade("181", symbol=symbol))
    assert dict(board.priority.take_switch_counts()) == {(0, 2): 2}
    assert not board.priority.take_switch_counts()


def test_what_was_known_before_a_restart_was_shown_too() -> None:
    first = Board()
    first.say(0, trade("182", ts=OPEN + 5))
    board = Board()
    board.market.restore(first.market.take_states(), {}, 0, may_begin_again=False)
    assert board.say(1, trade("150", ts=OPEN + 4)) == []
    assert board.row() is None
    board.say(1, trade("183", ts=OPEN + 5))
    assert (board.row().last, board.row().volume) == (183, 200)
