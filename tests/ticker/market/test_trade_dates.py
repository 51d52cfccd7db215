"""Trade dates: the day rolls by the calendar, and Prev Close is the close of the session before."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.examples import (
    BTC,
    IBM,
    OPEN,
    SECOND,
    cancel,
    drain_levels,
    figures_line,
    market_after,
    ns_at,
    quote,
    trade,
)
from ticker.market.events import Reference

DAY = 24 * 3600 * SECOND
FRIDAY, MONDAY = ns_at("2013-10-04 12:00"), ns_at("2013-10-07 12:00")


def test_the_day_rolls_over_a_weekend() -> None:
    market = market_after(
        trade("180", "50", FRIDAY),
        trade("181", "50", FRIDAY + 1),
        trade("185", "50", ns_at("2013-10-04 17:00")),
        trade("182", "10", MONDAY, trade_id="1"),
    )
    level = drain_levels(market)[IBM]
    assert figures_line(level, "prev_close chg chg_pct") == "181 1 0.55"
    assert figures_line(level, "open high low volume") == "182 182 182 10"
    assert market.apply(trade("9", ts=FRIDAY)) == "old_session"


def test_trade_ids_begin_anew_with_the_day() -> None:
    market = market_after(
        trade("180", ts=FRIDAY, trade_id="1"), trade("180", ts=FRIDAY, trade_id="2")
    )
    market.apply(cancel("2", FRIDAY))
    for trade_id in ("1", "2"):
        assert market.apply(trade("182", ts=MONDAY, trade_id=trade_id)) == ""
    assert market.apply(cancel("1", MONDAY)) == ""
    assert drain_levels(market)[IBM].volume == 100


def test_a_trade_of_the_day_before_can_no_longer_be_corrected() -> None:
    market = market_after(trade("180", ts=FRIDAY, trade_id="1"))
    assert market.apply(cancel("1", MONDAY)) == "unknown_trade"
    market.apply(trade("182", ts=MONDAY, trade_id="2"))
    assert market.apply(cancel("1", MONDAY)) == "unknown_trade"


def test_last_stays_over_the_roll_until_the_new_day_trades() -> None:
    market = market_after(trade("180", ts=FRIDAY), quote("181", "182", MONDAY))
    level = drain_levels(market)[IBM]
    assert figures_line(level, "last prev_close chg") == "180 180 0"
    assert figures_line(level, "open high low vwap volume") == "- - - - -"


def test_a_close_that_is_not_of_the_session_before_is_no_prev_close() -> None:
    level = drain_levels(market_after(trade("180", ts=FRIDAY), trade("182", ts=MONDAY + DAY)))[IBM]
    assert figures_line(level, "last prev_close chg chg_pct") == "182 - - -"


def test_a_close_of_another_source_is_no_prev_close() -> None:
    market = market_after(
        trade("180", ts=FRIDAY, source="tape"), trade("182", ts=MONDAY, source="other")
    )
    assert drain_levels(market)[IBM].prev_close is None


def test_a_day_without_a_regular_trade_has_no_close() -> None:
    market = market_after(trade("180", ts=ns_at("2013-10-04 17:00")), trade("182", ts=MONDAY))
    assert drain_levels(market)[IBM].prev_close is None


@pytest.mark.parametrize(
    ("stated", "prev_close"), [(None, 184), ("2013-10-04", 184), ("2026-08-21", None)]
)
def test_a_reference_close_counts_for_its_date(stated: str | None, prev_close: int | None) -> None:
    reference = Reference(
        symbol=IBM, ts_event=MONDAY, prev_close=Decimal(184), prev_close_date=stated
    )
    assert (
        drain_levels(market_after(reference, trade("182", ts=MONDAY)))[IBM].prev_close == prev_close
    )


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
    level = drain_levels(market)[IBM]
    assert figures_line(level, "open high low volume") == "181 190 1 5101"
    assert level.name == "International Business Machines"


def test_a_reference_that_says_nothing_changes_nothing() -> None:
    market = market_after(trade("182"))
    before = drain_levels(market)
    market.apply(Reference(symbol=IBM, ts_event=OPEN, prev_close=Decimal(0)))
    assert drain_levels(market) == before


def test_crypto_rolls_at_midnight_in_london_and_knows_no_weekend() -> None:
    midnight = ns_at("2013-10-05 20:00")
    market = market_after(
        trade("128", "1", midnight - 1, symbol=BTC), trade("130", "2", midnight, symbol=BTC)
    )
    assert figures_line(drain_levels(market)[BTC], "prev_close chg volume") == "128 2 2"
