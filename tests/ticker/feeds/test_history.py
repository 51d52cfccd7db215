"""The past of several feeds: what each had by itself, and what was folded of all."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.support.examples import IBM, UNIVERSE
from ticker.feeds.history import BarHistory
from ticker.market.bar import Bar, merge_bars, midnight
from ticker.market.sessions import calendars
from ticker.store import barstore

pytestmark = pytest.mark.django_db


def test_of_days_before_today_the_first_feed_that_has_them_wins() -> None:
    calendar = calendars()["XNYS"]
    today = calendar.at(time.time_ns()).trade_date
    days = [today - timedelta(days=back) for back in (4, 3, 2, 1, 0)]
    for source, places in {"a": [3, 4], "b": [1, 3, 4], "a+b": [0, 1, 3, 4], "c": [2]}.items():
        for place in places:
            at = midnight(days[place], calendar.zone)
            bar = Bar(ts_open=at, close=Decimal(ord(source[0]) + len(source)))
            barstore.save_bars(source, "1d", [(IBM, bar)])
            barstore.save_bars(source, "1m", [(IBM, bar)])
    a, b, both = (Decimal(ord(name[0]) + len(name)) for name in ("a", "b", "a+b"))
    past = BarHistory("a+b", UNIVERSE, UNIVERSE[IBM], calendar)
    assert [bar.close for bar in past.daily_bars(days[0], today)] == [both, b, a, both]
    minutes = [past.minute_bars(day) for day in days]
    assert [each[0].close if each else None for each in minutes] == [both, b, None, a, both]
    alone = BarHistory("b", UNIVERSE, UNIVERSE[IBM], calendar)
    assert [bar.close for bar in alone.daily_bars(days[0], today)] == [b, b, b]


def test_the_minute_in_which_a_tape_began_is_whole_whatever_dates_were_read_since() -> None:
    calendar = calendars()["XNYS"]
    started = datetime(2026, 3, 4, 15, 0, 30, tzinfo=UTC)
    start = int(started.timestamp()) * 10**9
    source = f"simulated://?seed=7&instruments=8&rate=400&start={start}"
    past = BarHistory(source, UNIVERSE, UNIVERSE[IBM], calendar)
    made = past.minute_bars(started.date())[-1]
    past.minute_bars(started.date() - timedelta(days=1))
    live = Bar(ts_open=made.ts_open, open=made.close, high=made.high, low=made.low, close=made.low)
    assert past.merged_bar(live) == merge_bars(made.ts_open, [made, live])
