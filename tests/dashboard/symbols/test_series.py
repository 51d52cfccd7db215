from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict
from msgspec import structs

from dashboard.charts.choices import ChartChoices
from dashboard.symbols.series import WARMUP_BARS, Series
from tests.dashboard.charts.examples import IBM, MINUTE, OPENS, XNYS, bar
from ticker.feeds.history import BarHistory
from ticker.market.bar import Bar
from ticker.market.instruments import CSV_FILE, Universe, read_definitions
from ticker.market.level1 import Level1
from ticker.store import barstore

pytestmark = pytest.mark.django_db

SOURCE = "exec:test"
DAY = 24 * 60 * MINUTE
TODAY = date(2026, 3, 4)


def minutes(opens: int, count: int) -> list[Bar]:
    return [bar(opens + at * MINUTE, "10", "11", "9", "10") for at in range(count)]


def keep(bars: Sequence[Bar]) -> None:
    barstore.save_bars(SOURCE, "1m", [(IBM.symbol, each) for each in bars])


def series(query: str = "interval=1m") -> Series:
    past = BarHistory(SOURCE, Universe(read_definitions(CSV_FILE)), IBM, XNYS)
    return Series(past, ChartChoices.read(QueryDict(query)), TODAY)


def test_averages_of_minutes_begin_with_the_dates_before() -> None:
    today, yesterday, friday = (
        minutes(OPENS, 3),
        minutes(OPENS - DAY, 30),
        minutes(OPENS - 5 * DAY, 60),
    )
    keep([*today, *yesterday, *friday])
    found = series()
    assert found.bars == today
    assert found.warmup_bars == [*friday[-(WARMUP_BARS - 30) :], *yesterday]


def test_what_has_no_averages_needs_none() -> None:
    keep([*minutes(OPENS, 3), *minutes(OPENS - DAY, 60)])
    assert series("interval=1m&overlays=vwap").warmup_bars == []


def test_hours_of_regular_sessions_are_enough_too() -> None:
    keep(minutes(OPENS, 3))
    for back in range(1, 20):
        keep(minutes(OPENS - back * DAY, 390))
    assert len(series("interval=1h").warmup_bars) == WARMUP_BARS


def test_they_are_folded_as_those_that_are_shown() -> None:
    keep([*minutes(OPENS, 3), *minutes(OPENS - DAY, 60)])
    before = series("interval=5m").warmup_bars
    assert [each.ts_open for each in before] == [OPENS - DAY + n * 5 * MINUTE for n in range(12)]


def test_the_last_day_on_which_it_traded_has_those_before_it() -> None:
    keep([*minutes(OPENS - DAY, 3), *minutes(OPENS - 2 * DAY, 60)])
    found = series()
    assert found.shown_date == date(2026, 3, 3)
    assert [each.ts_open for each in found.warmup_bars] == [
        OPENS - 2 * DAY + n * MINUTE for n in range(10, 60)
    ]


def test_what_comes_is_folded_with_what_may_still_change() -> None:
    keep([*minutes(OPENS - DAY, 60), *minutes(OPENS, 3)])
    found = series("range=5d&interval=15m")
    yesterdays = found.bars[:4]
    level = Level1(symbol=IBM.symbol, name=IBM.name)
    found.update(minutes(OPENS + 3 * MINUTE, 2), level)
    assert [(each.ts_open, each.volume) for each in found.bars[4:]] == [(OPENS, Decimal(500))]
    found.update([structs.replace(each, volume=Decimal(7)) for each in minutes(OPENS, 1)], level)
    assert [each.volume for each in found.bars[4:]] == [Decimal(407)]
    # Of a part of yesterday the others are not at hand: that bar stays as it is.
    found.update(
        [structs.replace(each, high=Decimal(99)) for each in minutes(OPENS - DAY, 1)], level
    )
    assert found.bars[:4] == yesterdays


def test_the_last_minute_before_midnight_may_come_after_it() -> None:
    midnight = OPENS - OPENS % DAY + 5 * 60 * MINUTE
    keep(minutes(midnight - 30 * MINUTE, 29))
    found = series("range=5d&interval=1h")
    found.update(minutes(midnight - MINUTE, 1), Level1(symbol=IBM.symbol, name=IBM.name))
    assert [(each.ts_open, each.volume) for each in found.bars] == [
        (midnight - 60 * MINUTE, Decimal(3000))
    ]
