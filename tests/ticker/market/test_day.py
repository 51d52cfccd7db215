"""A trade date's statistics: which trade counts for what."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.examples import OPEN, SECOND, figures_line, trade
from ticker.market.day import Day
from ticker.market.events import INELIGIBLE, LATE, Trade


def day_of(*trades: Trade) -> Day:
    """Trades from OPEN on are of the regular session."""
    day = Day()
    for each in trades:
        day.fold(each, each.ts_event >= OPEN)
    return day


PRICES = "last open high low vwap close"


def test_the_regular_session_makes_open_high_low_and_vwap() -> None:
    day = day_of(
        trade("181.75", "10", OPEN - 1),
        trade("182", "100", OPEN),
        trade("184", "300", OPEN + 1),
        trade("183", "100", OPEN + 2),
    )
    assert figures_line(day, PRICES) == "183 182 184 182 183.4 183"
    assert figures_line(day, "volume trade_count last_size") == "510 4 100"


def test_outside_the_regular_session_only_last_volume_and_count_move() -> None:
    day = day_of(trade("181.75", "10", OPEN - 2), trade("181.80", "5", OPEN - 1))
    assert figures_line(day, PRICES) == "181.80 - - - - -"
    assert figures_line(day, "volume trade_count") == "15 2"


def test_an_ineligible_trade_adds_to_volume_only() -> None:
    day = day_of(trade("182", "100", OPEN), trade("999", "50", OPEN + 1, flags=INELIGIBLE))
    assert figures_line(day, PRICES) == "182 182 182 182 182 182"
    assert figures_line(day, "volume trade_count last_ts") == f"150 2 {OPEN}"


def test_a_late_trade_counts_but_is_never_last() -> None:
    day = day_of(trade("182", "100", OPEN), trade("190", "100", OPEN + SECOND, flags=LATE))
    assert figures_line(day, PRICES) == "182 182 190 182 186 182"
    assert figures_line(day, "volume trade_count") == "200 2"


def test_a_trade_out_of_order_never_moves_last_back() -> None:
    day = day_of(trade("182", "100", OPEN + 5), trade("190", "100", OPEN + 3))
    assert figures_line(day, PRICES) == "182 190 190 182 186 182"
    assert figures_line(day, "volume last_ts") == f"200 {OPEN + 5}"


def test_of_two_trades_in_one_nanosecond_the_later_word_is_last_and_the_first_open() -> None:
    assert figures_line(day_of(trade("182"), trade("183")), "last open") == "183 182"


def test_the_close_is_the_newest_regular_trade_however_late_it_is_reported() -> None:
    day = Day()
    day.fold(trade("182", ts=OPEN), is_priced=True)
    day.fold(trade("185", ts=OPEN + 10), is_priced=False)
    day.fold(trade("183", ts=OPEN + 5), is_priced=True)
    day.fold(trade("181", ts=OPEN + 4), is_priced=True)
    assert figures_line(day, "last close") == "185 183"


@pytest.mark.parametrize(
    ("said", "tick"),
    [(["182"], 0), (["182", "183"], 1), (["183", "182"], -1), (["182", "183", "183"], 1)],
)
def test_the_tick_is_the_last_change_of_price(said: list[str], tick: int) -> None:
    trades = [trade(price, ts=OPEN + count) for count, price in enumerate(said)]
    assert day_of(*trades).tick == tick


def test_trades_of_nothing_have_no_average() -> None:
    assert day_of(trade("182", "0")).vwap is None


def test_a_copy_goes_its_own_way() -> None:
    day = day_of(trade("182"))
    copy = day.copy()
    copy.fold(trade("190"), is_priced=True)
    assert (day.high, copy.high) == (Decimal(182), Decimal(190))
