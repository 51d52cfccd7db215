"""Yahoo's pricing messages: what the market makes of them, and that nothing counts twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from tests.support.examples import IBM, OPEN, SECOND, UNIVERSE, figures_line, ns_at
from tests.support.feedmarket import FeedMarket
from ticker.feeds.symbology import SymbolMap
from ticker.feeds.yahoo.parser import YahooParser
from ticker.feeds.yahoo.symbology import raw_symbol
from ticker.market.events import DELAYED, SNAPSHOT, AnyEvent, Quote, Reference, Trade

FIGURES = "last last_size volume open high low prev_close"


def message(seconds: float = 0, base: int = OPEN, **fields: Any) -> dict[str, Any]:
    """As the library decodes one of regular hours: whole numbers of 64 bits are text, zeros left
    out."""
    time = str((base + round(seconds * SECOND)) // 1_000_000)
    said = {"id": "IBM", "time": time, "market_hours": 1, **fields}
    return {key: value for key, value in said.items() if value not in (0, "0")}


class Yahoo(FeedMarket):
    """A Pricing and the market behind it."""

    def __init__(self, now: int = OPEN + 3600 * SECOND) -> None:
        names = SymbolMap("yahoo", [UNIVERSE[IBM]], raw_symbol)
        self._pricing = YahooParser(names, lambda: now, DELAYED)
        super().__init__()

    def say(self, *messages: Mapping[str, Any] | str) -> list[AnyEvent | bytes]:
        return self.apply_events(event for each in messages for event in self._pricing.events(each))


@pytest.fixture
def yahoo() -> Yahoo:
    return Yahoo()


def test_the_first_message_says_where_the_price_is(yahoo: Yahoo) -> None:
    trade, reference = yahoo.say(message(price=182.91, day_volume="1000", change=1.5))
    assert isinstance(trade, Trade)
    assert isinstance(reference, Reference)
    assert (trade.symbol, str(trade.price), str(trade.size)) == (IBM, "182.91", "0")
    assert (trade.ts_event, trade.flags) == (OPEN, DELAYED | SNAPSHOT)
    assert figures_line(yahoo.level(), FIGURES) == "182.91 0 1000 182.91 182.91 182.91 181.41"


def test_the_days_volume_is_yahoos_and_a_trade_has_what_it_grew_by(yahoo: Yahoo) -> None:
    yahoo.say(message(price=182.91, day_volume="1000"))
    said = yahoo.say(
        message(1, price=182.95, day_volume="1300"), message(2, price=182.9, day_volume="1350")
    )
    trades = [each for each in said if isinstance(each, Trade)]
    assert [f"{each.price} {each.size}" for each in trades] == ["182.95 300", "182.90 50"]
    assert said == trades, "what the trades make of the volume needs no telling"
    assert figures_line(yahoo.level(), FIGURES) == "182.90 50 1350 182.91 182.95 182.90 -"


def test_a_size_that_is_said_is_the_trades_and_the_volume_is_told_beside_it(yahoo: Yahoo) -> None:
    yahoo.say(message(price=182.91, day_volume="1000"))
    said = yahoo.say(message(1, price=182.95, day_volume="1300", last_size="100"))
    assert [type(each) for each in said] == [Trade, Reference]
    assert figures_line(yahoo.level(), FIGURES) == "182.95 100 1300 182.91 182.95 182.91 -"


def test_what_is_said_twice_counts_once(yahoo: Yahoo) -> None:
    first = message(price=182.91, day_volume="1000")
    second = message(1, price=182.95, day_volume="1300", last_size="100")
    yahoo.say(first, second)
    assert yahoo.say(second, dict(second)) == []
    assert yahoo.level().trade_count == 2


def test_what_comes_late_moves_nothing_back(yahoo: Yahoo) -> None:
    yahoo.say(message(price=182.91, day_volume="1000"))
    yahoo.say(message(5, price=182.95, day_volume="1300"))
    late = yahoo.say(message(2, price=150.0, day_volume="1100", change=3.0))
    assert [type(each) for each in late] == [Trade]
    assert figures_line(yahoo.level(), "last volume high prev_close") == "182.95 1300 182.95 -"
    yahoo.say(message(6, price=182.96, day_volume="1400"))
    assert figures_line(yahoo.level(), "last last_size volume") == "182.96 100 1400"


def test_figures_of_the_day_are_yahoos_where_it_says_them(yahoo: Yahoo) -> None:
    fields: dict[str, Any] = {
        "open_price": 181.0,
        "day_high": 184.25,
        "day_low": 180.5,
        "previous_close": 181.41,
    }
    yahoo.say(message(price=182.91, day_volume="1000", **fields))
    assert figures_line(yahoo.level(), FIGURES) == "182.91 0 1000 181.00 184.25 180.50 181.41"
    assert yahoo.say(message(1, price=182.91, day_volume="1000", **fields))[1:] == []


def test_zeros_that_are_left_out_are_none(yahoo: Yahoo) -> None:
    """No hours are those before the open, no change is one that is not known."""
    before = message(-60, price=182.0, market_hours=0, day_volume="99", change=0.5)
    assert "market_hours" not in before
    assert [type(each) for each in yahoo.say(before)] == [Trade]
    assert figures_line(yahoo.level(), "last volume open prev_close") == "182.00 0 - -"
    (trade, reference) = yahoo.say(message(price=182.91, day_volume="500"))
    assert isinstance(trade, Trade)
    assert trade.size == 0, "the volume before was yesterday's"
    assert isinstance(reference, Reference)
    assert figures_line(yahoo.level(), "last volume open prev_close") == "182.91 500 182.91 -"


def test_after_hours_a_change_is_against_todays_close(yahoo: Yahoo) -> None:
    evening = ns_at("2013-10-07 17:00")
    yahoo = Yahoo(now=evening)
    yahoo.say(message(price=182.91, day_volume="1000", change=1.5))
    yahoo.say(message(base=evening, price=183.5, market_hours=2, day_volume="1200", change=0.59))
    level = yahoo.level()
    assert (
        figures_line(level, "last last_size volume high prev_close")
        == "183.50 200 1200 182.91 181.41"
    )


def test_a_new_day_begins_with_its_first_message(yahoo: Yahoo) -> None:
    tomorrow = ns_at("2013-10-08 09:31")
    yahoo = Yahoo(now=tomorrow)
    yahoo.say(message(price=182.91, day_volume="900000"))
    trade, _ = yahoo.say(message(base=tomorrow, price=184.0, day_volume="950000"))
    assert isinstance(trade, Trade)
    assert trade.size == 0, "not the difference of two days"
    level = yahoo.level(tomorrow)
    assert figures_line(level, "volume open prev_close") == "950000 184.00 182.91"


def test_a_quote_where_there_is_one(yahoo: Yahoo) -> None:
    said = yahoo.say(message(price=182.91, bid=182.9, ask=182.93, bid_size="8", ask_size="2"))
    assert said[-1] == Quote(
        symbol=IBM,
        ts_event=OPEN,
        bid=Decimal("182.90"),
        ask=Decimal("182.93"),
        flags=DELAYED,
    )
    (only,) = yahoo.say(message(price=182.91, bid=182.91, ask=182.93))
    assert isinstance(only, Quote), "the trade is known"
    (half,) = yahoo.say(message(1, ask=182.93))
    assert isinstance(half, Quote)
    assert half.bid is None


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("a frame that is no JSON", "a frame that is no JSON"),
        ({}, "a pricing of ''"),
        (message(id="MSFT\n", price=1.0), "a pricing of 'MSFT\\n'"),
        ({"id": "IBM", "price": 182.91}, "a pricing of IBM with the time left out"),
        (message(base=-OPEN, price=182.91), "a pricing of IBM with the time -1381152600000"),
        (message(7300, price=182.91), "a pricing of IBM with the time 1381159900000"),
        (message(day_volume="1000"), "a pricing of IBM without a price"),
    ],
)
def test_what_cannot_be_used_is_told_by_what_it_was(
    yahoo: Yahoo, said: dict[str, Any] | str, what: str
) -> None:
    (found,) = yahoo.say(said)
    assert isinstance(found, bytes)
    assert json.loads(found) == {"type": what}


def test_a_clock_that_runs_ahead_is_taken_as_it_is() -> None:
    yahoo = Yahoo(now=OPEN)
    yahoo.say(message(1.27, price=182.91))
    assert yahoo.level().ts_event == OPEN + 1_270_000_000


@pytest.mark.parametrize(
    ("price", "reason"),
    [("NaN", "not_finite"), ("Infinity", "not_finite"), (-1.0, "negative"), (1e30, "huge")],
)
def test_a_price_that_is_none_is_refused_by_the_market(
    yahoo: Yahoo, price: float | str, reason: str
) -> None:
    yahoo.say(message(price=price))
    assert yahoo.market.rejected[reason] >= 1
