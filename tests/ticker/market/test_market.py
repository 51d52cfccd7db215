"""The Market: quotes, the words of rows, halts, epochs and flashes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.examples import (
    AIG,
    IBM,
    OPEN,
    SECOND,
    drain_levels,
    figures_line,
    market_after,
    ns_at,
    quote,
    status,
    trade,
)
from ticker.market.events import BarEvent, Epoch, HeartbeatEvent, TradingStatus
from ticker.market.freshness import Freshness
from ticker.market.market import FLASH_SPACING, Market

DAY = 24 * 3600 * SECOND
BOOK = "bid bid_size ask ask_size spread"


@pytest.mark.parametrize(
    ("bid", "ask", "shown"),
    [
        ("182.83", "182.92", "182.83 200 182.92 300 0.09"),
        ("182.92", "182.92", "182.92 200 182.92 300 0.00"),
        ("182.93", "182.92", "182.93 200 182.92 300 -0.01"),
        (None, "182.92", "- - 182.92 300 -"),
        ("182.83", "0", "182.83 200 - - -"),
        ("0.00", None, "- - - - -"),
    ],
)
def test_quotes(bid: str | None, ask: str | None, shown: str) -> None:
    market = market_after(quote("1", "2"), quote(bid, ask))
    assert figures_line(drain_levels(market)[IBM], BOOK) == shown


def test_an_older_quote_is_refused() -> None:
    market = market_after(quote("182.83", "182.92", OPEN + 1))
    assert market.apply(quote("1", "2", OPEN)) == "old_quote"
    assert figures_line(drain_levels(market)[IBM], "bid ask") == "182.83 182.92"


def test_a_row_is_of_the_time_of_its_newest_event() -> None:
    market = market_after(trade("182", ts=OPEN + 5), status("TRADING", ts=OPEN + 3))
    assert drain_levels(market)[IBM].ts_event == OPEN + 5


def test_each_instrument_comes_once_with_its_newest_value() -> None:
    market = market_after(trade("182"), trade("9", symbol=AIG), trade("183", ts=OPEN + 1))
    drawn = [
        figures_line(each, "symbol last n") for each in market.drain(7, 0, Freshness("LIVE"), OPEN)
    ]
    assert drawn == ["XNYS:IBM 183 7", "XNYS:AIG 9 7"]
    assert market.drain(8, 0, Freshness("LIVE"), OPEN) == []
    market.touch_all()
    assert [each.n for each in market.drain(9, 0, Freshness("LIVE"), OPEN)] == [9, 9]


@pytest.mark.parametrize(
    ("ts", "word", "shown"),
    [
        (OPEN, "LIVE", "LIVE"),
        (OPEN - 1, "LIVE", "PRE"),
        (ns_at("2013-10-07 16:00"), "LIVE", "POST"),
        (ns_at("2013-10-07 20:00"), "DELAYED 15m", "CLOSED"),
        (OPEN, "DELAYED 15m", "DELAYED 15m"),
        (OPEN - 1, "SIMULATED", "SIMULATED"),
        (OPEN - 1, "STALE 12s", "STALE 12s"),
        (OPEN - 1, "ENDED", "ENDED"),
    ],
)
def test_the_word_of_a_row(ts: int, word: str, shown: str) -> None:
    market = market_after(trade("182", ts=OPEN - 2))
    assert [each.status for each in market.drain(1, 0, Freshness(word), ts)] == [shown]


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        (status("HALTED", "T1"), "HALTED T1"),
        (status("HALTED"), "HALTED"),
        (status("PAUSED", "LULD"), "HALTED LULD"),
        (status("TRADING"), "LIVE"),
        (status("PRE_OPEN"), "LIVE"),
        (status("CLOSED"), "LIVE"),
    ],
)
def test_a_halt_comes_before_every_other_word(event: TradingStatus, shown: str) -> None:
    market = market_after(event)
    assert drain_levels(market)[IBM].status == shown
    market.apply(status("TRADING", ts=OPEN + 1))
    assert drain_levels(market)[IBM].status == "LIVE"


def test_an_epoch_starts_from_nothing() -> None:
    market = market_after(trade("182"), Epoch(ts_event=OPEN))
    assert not market.always_open
    assert drain_levels(market) == {}
    assert market.apply(trade("9", ts=OPEN - 365 * DAY)) == ""


def test_an_epoch_may_open_every_calendar() -> None:
    sunday = ns_at("2013-10-06 12:00")
    market = market_after(Epoch(ts_event=1, always_open=True), trade("182", ts=sunday))
    assert market.always_open
    assert figures_line(drain_levels(market, clock=sunday)[IBM], "status open") == "LIVE 182"


def test_a_heartbeat_changes_nothing() -> None:
    market = market_after(trade("182"))
    drain_levels(market)
    assert market.apply(HeartbeatEvent(ts_event=OPEN + DAY)) == ""
    market.touch_all()
    assert drain_levels(market)[IBM].ts_event == OPEN


def test_a_bar_is_taken_and_shown_nowhere() -> None:
    one = Decimal(1)
    bar = BarEvent(
        symbol=IBM,
        ts_event=OPEN,
        interval="1m",
        ts_open=1,
        ts_close=2,
        open=one,
        high=one,
        low=one,
        close=one,
        volume=one,
        is_final=True,
    )
    market = market_after(trade("182"))
    before = drain_levels(market)
    assert market.apply(bar) == ""
    assert drain_levels(market) == before


class TestFlash:
    def flashes(self, market: Market, *, price: str, now: int) -> int:
        market.apply(trade(price, ts=OPEN + now))
        return drain_levels(market, now=now)[IBM].flash

    def test_only_a_change_of_last_flashes(self) -> None:
        market = market_after(trade("182"))
        assert drain_levels(market)[IBM].flash == 0
        assert self.flashes(market, price="182", now=FLASH_SPACING) == 0
        assert self.flashes(market, price="183", now=2 * FLASH_SPACING) == 1
        market.apply(quote("1", "2", OPEN + DAY // 24))
        assert drain_levels(market, now=5 * FLASH_SPACING)[IBM].flash == 1

    def test_a_burst_is_one_flash(self) -> None:
        market = market_after(trade("182"))
        assert self.flashes(market, price="183", now=0) == 1
        assert self.flashes(market, price="184", now=FLASH_SPACING - 1) == 1
        assert self.flashes(market, price="185", now=FLASH_SPACING) == 2

    def test_the_first_price_there_is_does_not_flash(self) -> None:
        assert self.flashes(market_after(quote("1", "2")), price="182", now=0) == 0


def test_a_halt_that_comes_late_does_not_hold_what_trades_again() -> None:
    market = market_after(
        status("HALTED", reason="T1"),
        status("TRADING", ts=OPEN + 2 * SECOND),
        status("HALTED", ts=OPEN + SECOND),
    )
    assert drain_levels(market)[IBM].status == "LIVE"
    assert market.rejected == {"old_status": 1}
