"""The Market: quotes, halts, days, references, epochs, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.ticker.examples import (
    AIG,
    BTC,
    IBM,
    OPEN,
    SECOND,
    at,
    cancel,
    drained,
    line,
    market_after,
    quote,
    trade,
)
from ticker.events import AnyEvent, Bar, Epoch, Heartbeat, Reference, Status, TradingStatus
from ticker.market import FLASH_SPACING, Market

DAY = 24 * 3600 * SECOND


def status(word: Status, reason: str | None = None, ts: int = OPEN) -> TradingStatus:
    return TradingStatus(symbol=IBM, ts_event=ts, status=word, reason=reason)


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
    assert line(drained(market)[IBM], BOOK) == shown


def test_an_older_quote_is_refused() -> None:
    market = market_after(quote("182.83", "182.92", OPEN + 1))
    assert market.apply(quote("1", "2", OPEN)) == "old_quote"
    assert line(drained(market)[IBM], "bid ask") == "182.83 182.92"


def test_each_instrument_comes_once_with_its_newest_value() -> None:
    market = market_after(trade("182"), trade("9", symbol=AIG), trade("183", ts=OPEN + 1))
    drawn = [line(each, "symbol last n") for each in market.drain(7, 0, "LIVE", OPEN)]
    assert drawn == ["XNYS:IBM 183 7", "XNYS:AIG 9 7"]
    assert market.drain(8, 0, "LIVE", OPEN) == []
    market.touch_all()
    assert [each.n for each in market.drain(9, 0, "LIVE", OPEN)] == [9, 9]


@pytest.mark.parametrize(
    ("ts", "word", "shown"),
    [
        (OPEN, "LIVE", "LIVE"),
        (OPEN - 1, "LIVE", "PRE"),
        (at("2013-10-07 16:00"), "LIVE", "POST"),
        (at("2013-10-07 20:00"), "DELAYED 15m", "CLOSED"),
        (OPEN, "DELAYED 15m", "DELAYED 15m"),
        (OPEN - 1, "SIMULATED", "SIMULATED"),
        (OPEN - 1, "STALE 12s", "STALE 12s"),
        (OPEN - 1, "ENDED", "ENDED"),
    ],
)
def test_the_word_of_a_row(ts: int, word: str, shown: str) -> None:
    market = market_after(trade("182", ts=OPEN - 2))
    assert [each.status for each in market.drain(1, 0, word, ts)] == [shown]


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
    assert drained(market)[IBM].status == shown
    market.apply(status("TRADING", ts=OPEN + 1))
    assert drained(market)[IBM].status == "LIVE"


FRIDAY, MONDAY = at("2013-10-04 12:00"), at("2013-10-07 12:00")


def test_the_day_rolls_over_a_weekend() -> None:
    market = market_after(
        trade("180", "50", FRIDAY),
        trade("181", "50", FRIDAY + 1),
        trade("185", "50", at("2013-10-04 17:00")),
        trade("182", "10", MONDAY, trade_id="1"),
    )
    level = drained(market)[IBM]
    assert line(level, "prev_close chg chg_pct") == "181 1 0.55"
    assert line(level, "open high low volume") == "182 182 182 10"
    assert market.apply(trade("9", ts=FRIDAY)) == "old_session"


def test_last_stays_over_the_roll_until_the_new_day_trades() -> None:
    market = market_after(trade("180", ts=FRIDAY), quote("181", "182", MONDAY))
    level = drained(market)[IBM]
    assert line(level, "last prev_close chg") == "180 180 0"
    assert line(level, "open high low vwap volume") == "- - - - -"


def test_a_close_that_is_not_of_the_session_before_is_no_prev_close() -> None:
    level = drained(market_after(trade("180", ts=FRIDAY), trade("182", ts=MONDAY + DAY)))[IBM]
    assert line(level, "last prev_close chg chg_pct") == "182 - - -"


def test_a_close_of_another_source_is_no_prev_close() -> None:
    market = market_after(
        trade("180", ts=FRIDAY, source="tape"), trade("182", ts=MONDAY, source="other")
    )
    assert drained(market)[IBM].prev_close is None


def test_a_day_without_a_regular_trade_has_no_close() -> None:
    market = market_after(trade("180", ts=at("2013-10-04 17:00")), trade("182", ts=MONDAY))
    assert drained(market)[IBM].prev_close is None


@pytest.mark.parametrize(
    ("stated", "prev_close"), [(None, 184), ("2013-10-04", 184), ("2026-08-21", None)]
)
def test_a_reference_close_counts_for_its_date(stated: str | None, prev_close: int | None) -> None:
    reference = Reference(
        symbol=IBM, ts_event=MONDAY, prev_close=Decimal(184), prev_close_date=stated
    )
    assert drained(market_after(reference, trade("182", ts=MONDAY)))[IBM].prev_close == prev_close


def test_a_reference_supplies_what_the_tape_did_not_say() -> None:
    reference = Reference(
        symbol=IBM,
        ts_event=OPEN + 1,
        open=Decimal(181),
        high=Decimal(190),
        low=Decimal(170),
        volume=Decimal(5000),
        name="International Business Machines",
    )
    market = market_after(
        trade("182"), reference, trade("183", "100", OPEN + 2), trade("1", "1", OPEN + 3)
    )
    level = drained(market)[IBM]
    assert line(level, "open high low volume") == "181 190 1 5101"
    assert level.name == "International Business Machines"


def test_a_reference_that_says_nothing_changes_nothing() -> None:
    market = market_after(trade("182"))
    before = drained(market)
    market.apply(Reference(symbol=IBM, ts_event=OPEN, prev_close=Decimal(0)))
    assert drained(market) == before


def test_crypto_rolls_at_midnight_in_london_and_knows_no_weekend() -> None:
    midnight = at("2013-10-05 20:00")
    market = market_after(
        trade("128", "1", midnight - 1, symbol=BTC), trade("130", "2", midnight, symbol=BTC)
    )
    assert line(drained(market)[BTC], "prev_close chg volume") == "128 2 2"


def test_an_epoch_starts_from_nothing() -> None:
    market = market_after(trade("182"), Epoch(ts_event=OPEN))
    assert not market.always_open
    assert drained(market) == {}
    assert market.apply(trade("9", ts=OPEN - 365 * DAY)) == ""


def test_an_epoch_may_open_every_calendar() -> None:
    sunday = at("2013-10-06 12:00")
    market = market_after(Epoch(ts_event=1, always_open=True), trade("182", ts=sunday))
    assert market.always_open
    assert line(drained(market, clock=sunday)[IBM], "status open") == "LIVE 182"


def test_a_heartbeat_changes_nothing() -> None:
    market = market_after(trade("182"))
    drained(market)
    assert market.apply(Heartbeat(ts_event=OPEN + DAY)) == ""
    market.touch_all()
    assert drained(market)[IBM].ts_event == OPEN


def test_a_bar_is_taken_and_shown_nowhere() -> None:
    one = Decimal(1)
    bar = Bar(
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
    before = drained(market)
    assert market.apply(bar) == ""
    assert drained(market) == before


class TestFlash:
    def flashes(self, market: Market, *, price: str, now: int) -> int:
        market.apply(trade(price, ts=OPEN + now))
        return drained(market, now=now)[IBM].flash

    def test_only_a_change_of_last_flashes(self) -> None:
        market = market_after(trade("182"))
        assert drained(market)[IBM].flash == 0
        assert self.flashes(market, price="182", now=FLASH_SPACING) == 0
        assert self.flashes(market, price="183", now=2 * FLASH_SPACING) == 1
        market.apply(quote("1", "2", OPEN + DAY // 24))
        assert drained(market, now=5 * FLASH_SPACING)[IBM].flash == 1

    def test_a_burst_is_one_flash(self) -> None:
        market = market_after(trade("182"))
        assert self.flashes(market, price="183", now=0) == 1
        assert self.flashes(market, price="184", now=FLASH_SPACING - 1) == 1
        assert self.flashes(market, price="185", now=FLASH_SPACING) == 2

    def test_the_first_price_there_is_does_not_flash(self) -> None:
        assert self.flashes(market_after(quote("1", "2")), price="182", now=0) == 0


GOOD = st.one_of(
    st.builds(trade, st.sampled_from(["181", "182.5", "183"])),
    st.builds(quote, st.sampled_from(["181", None]), st.sampled_from(["182", "0"])),
    st.builds(status, st.sampled_from(["HALTED", "TRADING"])),
    st.builds(Reference, symbol=st.just(IBM), ts_event=st.just(1), prev_close=st.just(Decimal(9))),
)
BAD: dict[str, tuple[Callable[[int], AnyEvent], str]] = {
    "of an unknown instrument": (
        lambda ts: trade("1", ts=ts, symbol="XNYS:NONE"),
        "unknown_symbol",
    ),
    "negative": (lambda ts: trade("-1", ts=ts + DAY), "negative"),
    "not a number": (lambda ts: quote("NaN", "1", ts), "not_finite"),
    "a trade for nothing": (lambda ts: trade("0", ts=ts), "zero"),
    "said twice": (lambda ts: trade("999", ts=ts, trade_id="first"), "duplicate_trade"),
    "an old quote": (lambda ts: quote("1", "2", OPEN - 1), "old_quote"),
    "of yesterday": (lambda ts: trade("1", ts=OPEN - 3 * DAY), "old_session"),
    "a correction of nothing": (lambda ts: cancel("none", ts), "unknown_trade"),
    "a correction of tomorrow": (lambda ts: cancel("first", ts + DAY), "unknown_trade"),
    "a correction of the untraded": (lambda ts: cancel("none", ts, AIG), "unknown_trade"),
}


@given(st.lists(GOOD | st.sampled_from(sorted(BAD)), max_size=20))
def test_what_is_refused_leaves_no_trace(stream: list[AnyEvent | str]) -> None:
    start: list[AnyEvent] = [trade("182", trade_id="first"), quote("181", "182")]
    good, both = market_after(*start), market_after(*start)
    refused = 0
    for ts, step in enumerate(stream, OPEN + 1):
        if isinstance(step, str):
            make, reason = BAD[step]
            assert both.apply(make(ts)) == reason
            refused += 1
            continue
        event = structs.replace(step, ts_event=ts)
        assert good.apply(event) == both.apply(event) == ""
    good.touch_all()
    both.touch_all()
    assert drained(both, now=FLASH_SPACING) == drained(good, now=FLASH_SPACING)
    assert both.rejected.total() == refused


def test_refusals_are_counted_by_reason() -> None:
    events = [make(OPEN + 1) for make, _ in BAD.values()]
    market = market_after(trade("182", trade_id="first"), quote("181", "182"), *events)
    assert market.rejected == {
        "duplicate_trade": 1,
        "negative": 1,
        "not_finite": 1,
        "old_quote": 1,
        "old_session": 1,
        "unknown_symbol": 1,
        "unknown_trade": 3,
        "zero": 1,
    }
