"""Alpaca's messages: what the market makes of them, exact to the last digit."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drills.providers import alpaca as provider
from drills.providers.alpaca import Message, timestamp
from tests.support.examples import AIG, BAC, IBM, OPEN, SECOND, UNIVERSE, figures_line, ns_at
from tests.support.feedmarket import FeedMarket
from ticker.feeds.alpaca.decimals import exact_price
from ticker.feeds.alpaca.parser import AlpacaParser
from ticker.feeds.alpaca.symbology import is_offered, raw_symbol
from ticker.feeds.symbology import SymbolMap, select_instruments
from ticker.market.events import DELAYED, AnyEvent, Quote, Reference, Trade, TradingStatus
from ticker.market.instruments import CSV_FILE, Universe, read_definitions

LAST, DAY = "last last_size volume", "open high low volume trade_count"
MIDNIGHT = ns_at("2013-10-07 00:00")


def trade(number: int = 1, ts: int = OPEN, **fields: Any) -> Message:
    return provider.trade(number, ts, **fields)


class Alpaca(FeedMarket):
    """Messages, sent as they are sent, and the market behind them."""

    def __init__(self, now: int = OPEN + 600 * SECOND) -> None:
        names = SymbolMap("alpaca", [UNIVERSE[each] for each in (IBM, AIG, BAC)], raw_symbol)
        self.now = now
        self.messages = AlpacaParser(names, lambda: self.now, DELAYED)
        super().__init__()

    def say(self, *messages: Message | str) -> list[AnyEvent | bytes]:
        sent = (
            each if isinstance(each, str) else msgpack.unpackb(msgpack.packb(each))
            for each in messages
        )
        return self.apply_events(event for each in sent for event in self.messages.events(each))


@pytest.fixture
def alpaca() -> Alpaca:
    return Alpaca()


def status(code: str, reason: str = "", ts: int = OPEN, **fields: Any) -> Message:
    return {"T": "s", "S": "IBM", "sc": code, "rc": reason, "t": timestamp(ts), **fields}


def daily(ts: int = MIDNIGHT, **fields: Any) -> Message:
    said = {"T": "d", "S": "IBM", "o": 181.0, "h": 184.0, "l": 180.5, "c": 182.9, "v": 5000}
    return {**said, "t": timestamp(ts), "n": 50, "vw": 182.1, **fields}


def test_a_trade_to_the_nanosecond(alpaca: Alpaca) -> None:
    ts = OPEN + 123_456_789
    said = alpaca.say(trade(52983525033527, ts, x="D", p=126.55, s=7, c=["@", "F"], z="C"))
    assert said[-1] == Trade(
        symbol=IBM,
        ts_event=ts,
        price=Decimal("126.55"),
        size=Decimal(7),
        trade_id="52983525033527-D",
        conditions="@ F",
        flags=DELAYED,
    )
    assert figures_line(alpaca.level(), LAST) == "126.55 7 7"


@given(st.integers(1, 2**63 - 1))
def test_no_nanosecond_is_lost(ts: int) -> None:
    assert msgpack.unpackb(msgpack.packb(timestamp(ts))).to_unix_nano() == ts


@given(st.integers(1, 10**9), st.sampled_from([2, 3, 4, 6]))
def test_a_price_has_the_digits_that_were_sent(digits: int, places: int) -> None:
    written = Decimal(digits).scaleb(-places)
    sent = msgpack.unpackb(msgpack.packb(float(written)))
    found = exact_price(sent, UNIVERSE[IBM])
    assert found == written
    assert -int(found.as_tuple().exponent) >= 2


@pytest.mark.parametrize(
    ("sent", "price"),
    [(182.9, "182.90"), (183, "183.00"), (39.1582, "39.1582"), (0.0123, "0.0123")],
)
def test_a_price_is_on_the_grid_or_as_it_is(sent: float, price: str) -> None:
    assert str(exact_price(sent, UNIVERSE[IBM])) == price


def test_the_same_number_at_another_exchange_is_another_trade(alpaca: Alpaca) -> None:
    alpaca.say(trade(7), trade(7, x="D"), trade(7))
    assert figures_line(alpaca.level(), "volume trade_count") == "200 2"
    assert alpaca.market.rejected["duplicate_trade"] == 1


def test_conditions_say_what_a_trade_counts_in(alpaca: Alpaca) -> None:
    alpaca.say(
        trade(1, OPEN + 1),
        trade(2, OPEN + 2, p=190.0, s=5, c=[" ", "I"]),
        trade(3, OPEN + 3, p=185.0, c=[" ", "Z"]),
        trade(4, OPEN + 4, p=10.0, s=9999, c=[" ", "Q"]),
    )
    assert figures_line(alpaca.level(), f"last {DAY}") == "182.91 182.91 185.00 182.91 205 3"
    alpaca.say(trade(5, OPEN + 5, p=182.95, s=9999, c=[" ", "9"]))
    assert figures_line(alpaca.level(), f"last {DAY}") == "182.95 182.91 185.00 182.91 205 4"


def test_before_the_open_a_trade_makes_last_and_no_open() -> None:
    early = OPEN - 60 * SECOND
    alpaca = Alpaca(now=early)
    alpaca.say(trade(1, early, c=["@", "T"], z="C"))
    assert figures_line(alpaca.level(early), f"last {DAY}") == "182.91 - - - 100 1"


def test_late_ones_count_and_do_not_move_last(alpaca: Alpaca) -> None:
    alpaca.say(trade(1, OPEN + 5 * SECOND), trade(2, OPEN + SECOND, p=182.5))
    assert figures_line(alpaca.level(), f"last {DAY}") == "182.91 182.50 182.91 182.50 200 2"


def test_a_clock_that_runs_ahead_is_taken_as_it_is() -> None:
    alpaca = Alpaca(now=OPEN)
    alpaca.say(trade(1, OPEN + 1_270_000_000))
    assert alpaca.level().ts_event == OPEN + 1_270_000_000


def test_a_quote_has_sizes_in_shares(alpaca: Alpaca) -> None:
    said = {"T": "q", "S": "IBM", "bx": "U", "bp": 182.9, "bs": 40, "ax": "Q", "ap": 182.925}
    (found,) = alpaca.say({**said, "as": 400, "c": ["R"], "z": "A", "t": timestamp(OPEN + 335_689)})
    assert found == Quote(
        symbol=IBM,
        ts_event=OPEN + 335_689,
        bid=Decimal("182.90"),
        bid_size=Decimal(40),
        ask=Decimal("182.925"),
        ask_size=Decimal(400),
        flags=DELAYED,
    )
    alpaca.say({**said, "ap": 0, "as": 0, "t": timestamp(OPEN + SECOND)})
    assert figures_line(alpaca.level(), "bid bid_size ask ask_size") == "182.90 40 - -"


def test_a_correction_leads_to_the_trade_however_often_it_is_corrected(alpaca: Alpaca) -> None:
    alpaca.say(trade(1, p=182.0, s=300), trade(2, OPEN + 1))
    correction = {"T": "c", "S": "IBM", "x": "N", "op": 182.0, "os": 300, "cs": 200, "z": "A"}
    alpaca.say({**correction, "oi": 1, "ci": 8, "cp": 182.5, "t": timestamp(OPEN + 9)})
    assert figures_line(alpaca.level(), DAY) == "182.50 182.91 182.50 300 2"
    alpaca.say({**correction, "oi": 8, "ci": 9, "cp": 182.75, "t": timestamp(OPEN + 10)})
    assert figures_line(alpaca.level(), DAY) == "182.75 182.91 182.75 300 2"
    alpaca.say({"T": "x", "S": "IBM", "i": 9, "x": "N", "a": "E", "t": timestamp(OPEN + 11)})
    assert figures_line(alpaca.level(), DAY) == "182.91 182.91 182.91 100 1"
    assert alpaca.market.rejected.total() == 0


def test_a_cancel_at_another_exchange_is_of_another_trade(alpaca: Alpaca) -> None:
    alpaca.say(trade(1), {"T": "x", "S": "IBM", "i": 1, "x": "D", "a": "C", "t": timestamp(OPEN)})
    assert alpaca.market.rejected["unknown_trade"] == 1


@pytest.mark.parametrize(
    ("code", "reason", "shown"),
    [
        ("H", "T12", "HALTED T12"),
        ("2", "D", "HALTED D"),
        ("P", "LUDP", "HALTED LULD"),
        ("2", "M", "HALTED LULD"),
        ("H", "", "HALTED"),
        ("T", "C11", "LIVE"),
        ("3", " ", "LIVE"),
    ],
)
def test_what_a_status_says(alpaca: Alpaca, code: str, reason: str, shown: str) -> None:
    alpaca.say(status(code, reason))
    assert alpaca.level().status == shown


@pytest.mark.parametrize("code", ["5", "7", "A", "C", "D", "E", "F", "Q"])
def test_other_statuses_leave_a_halt_as_it_is(alpaca: Alpaca, code: str) -> None:
    alpaca.say(status("H", "T1"))
    assert alpaca.say(status(code, ts=OPEN + 1)) == []
    assert alpaca.level().status == "HALTED T1"


def test_what_was_resumed_unheard_trades_with_its_first_trade(alpaca: Alpaca) -> None:
    alpaca.say(status("H", "T1"), trade(1, OPEN + SECOND))
    assert alpaca.level().status == "HALTED T1", "a trade that was reported late"
    alpaca.messages.begin_connection()
    alpaca.say(trade(2, OPEN + 2 * SECOND, c=[" ", "I"]))
    assert alpaca.level().status == "HALTED T1"
    said = alpaca.say(trade(3, OPEN + 3 * SECOND), trade(4, OPEN + 4 * SECOND))
    assert [type(each) for each in said] == [TradingStatus, Trade, Trade]
    assert alpaca.level().status == "LIVE"


def test_figures_of_the_day_are_told_once(alpaca: Alpaca) -> None:
    alpaca.say(trade(1, OPEN + 300 * SECOND))
    (found,) = alpaca.say(daily())
    assert isinstance(found, Reference)
    assert found.ts_event == alpaca.now
    assert figures_line(alpaca.level(), f"last {DAY}") == "182.91 181.00 184.00 180.50 5000 1"
    alpaca.say(trade(2, OPEN + 400 * SECOND, p=185.5))
    assert alpaca.say(daily(), daily(v=5100)) == [], "the trades make it"
    assert figures_line(alpaca.level(), DAY) == "181.00 185.50 180.50 5100 2"
    (found,) = alpaca.say(daily(h=185.5, v=5350))
    assert isinstance(found, Reference)
    assert (found.open, found.high, found.low) == (None, None, None)
    assert found.volume == Decimal(5350)


def test_figures_of_another_day_are_none_of_this_one(alpaca: Alpaca) -> None:
    (found,) = alpaca.say(daily(MIDNIGHT - 3 * 86_400 * SECOND))
    assert isinstance(found, bytes)
    assert json.loads(found) == {"type": "a message: of IBM with figures of 2013-10-04"}


def test_a_new_day_begins_with_nothing() -> None:
    tomorrow = ns_at("2013-10-08 09:31")
    alpaca = Alpaca(now=tomorrow)
    alpaca.say(trade(1, OPEN + SECOND, s=900), trade(2, tomorrow))
    said = alpaca.say(
        daily(ns_at("2013-10-08 00:00"), o=182.91, h=182.91, l=182.91, c=182.91, v=100)
    )
    assert said == [], "all of it is told"
    assert figures_line(alpaca.level(tomorrow), f"{DAY} prev_close") == (
        "182.91 182.91 182.91 100 1 182.91"
    )


def test_all_that_trades_in_new_york_has_a_name_that_leads_back() -> None:
    universe = Universe(read_definitions(CSV_FILE))
    names = SymbolMap("alpaca", select_instruments("alpaca", universe, [], is_offered), raw_symbol)
    assert len(names) == sum(each.calendar == "XNYS" for each in universe) > 500
    assert names.get("BRK.B") == universe["XNYS:BRK.B"]


def test_what_a_connection_says_of_itself_is_no_event(alpaca: Alpaca) -> None:
    subscription = {"T": "subscription", "trades": ["IBM"], "quotes": []}
    assert alpaca.say({"T": "success", "msg": "authenticated"}, subscription) == []


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("a frame that is no MessagePack", "a frame that is no MessagePack"),
        ({}, "a message: Object missing required field `T`"),
        ({"T": "l"}, "a message: Invalid value 'l' - at `$.T`"),
        (trade(S="TWIN\n"), "a message: of 'TWIN\\n'"),
        (trade(S=7), "a message: Expected `str`, got `int` - at `$.S`"),
        (trade(p="1"), "a message: Expected `int | float`, got `str` - at `$.p`"),
        (trade(i=True), "a message: Expected `int`, got `bool` - at `$.i`"),
        (trade(t="2013"), "a message: of IBM without a time"),
        (trade(ts=OPEN + 5000 * SECOND), f"a message: of IBM with the time {OPEN + 5000 * SECOND}"),
        (trade(ts=-1), "a message: of IBM with the time -1"),
        (trade(ts=OPEN, p=math.nan), "a message: not_finite: NaN"),
        (trade(ts=OPEN, s=math.inf), "a message: not_finite: Infinity"),
        (trade(ts=OPEN, p=-1.0), "a message: negative: -1.00"),
        (trade(ts=OPEN, p=0.0), "a message: zero: price"),
        (daily(v=math.nan), "a message: volume NaN is not from 0 to below 1,000,000,000,000,000"),
        (
            daily(h=182.0),
            "a message: open 181.00 or close 182.90 is not from low 180.50 to high 182.00",
        ),
    ],
)
def test_what_cannot_be_used_is_told_by_what_it_was(
    alpaca: Alpaca, said: Message | str, what: str
) -> None:
    (found,) = alpaca.say(said)
    assert isinstance(found, bytes)
    assert json.loads(found)["type"] == what[:80]


@pytest.mark.parametrize(("price", "reason"), [(math.nan, "not_finite"), (-1.0, "negative")])
def test_a_quote_that_is_none_is_refused_by_the_market(
    alpaca: Alpaca, price: float, reason: str
) -> None:
    said = {"T": "q", "S": "IBM", "bp": price, "bs": 1, "ap": 1.0, "as": 1, "t": timestamp(OPEN)}
    alpaca.say(said)
    assert alpaca.market.rejected[reason] == 1
