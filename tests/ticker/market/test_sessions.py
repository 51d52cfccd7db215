"""Sessions: the trade date and the phase of an instant, against the exchange's published hours."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.examples import SECOND, ns_at
from ticker.market.sessions import NEW_YORK, AlwaysOpen, NewYorkCalendar, calendars, zone_name

CALENDAR = NewYorkCalendar()


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND


def when(ts: int) -> str:
    session = CALENDAR.at(ts)
    assert session.start <= ts < session.end
    return f"{session.trade_date} {session.phase}"


@pytest.mark.parametrize(
    ("time", "before", "then"),
    [
        ("2013-10-07 04:00", "2013-10-04 CLOSED", "2013-10-07 PRE"),
        ("2013-10-07 09:30", "2013-10-07 PRE", "2013-10-07 REGULAR"),
        ("2013-10-07 16:00", "2013-10-07 REGULAR", "2013-10-07 POST"),
        ("2013-10-07 20:00", "2013-10-07 POST", "2013-10-07 CLOSED"),
        ("2013-10-08 04:00", "2013-10-07 CLOSED", "2013-10-08 PRE"),
        # Half days: the day before Independence Day, the day after Thanksgiving, Christmas Eve.
        ("2024-07-03 13:00", "2024-07-03 REGULAR", "2024-07-03 POST"),
        ("2024-07-03 17:00", "2024-07-03 POST", "2024-07-03 CLOSED"),
        ("2024-07-05 04:00", "2024-07-03 CLOSED", "2024-07-05 PRE"),
        ("2026-11-27 13:00", "2026-11-27 REGULAR", "2026-11-27 POST"),
        ("2026-12-24 13:00", "2026-12-24 REGULAR", "2026-12-24 POST"),
        # Not a half day.
        ("2024-07-05 16:00", "2024-07-05 REGULAR", "2024-07-05 POST"),
    ],
)
def test_the_hours_of_a_day(time: str, before: str, then: str) -> None:
    assert [when(ns_at(time) - 1), when(ns_at(time))] == [before, then]


@pytest.mark.parametrize(
    ("noon", "session"),
    [
        ("2013-10-05 12:00", "2013-10-04 CLOSED"),  # a Saturday
        ("2013-10-06 12:00", "2013-10-04 CLOSED"),  # a Sunday
        ("2024-01-01 12:00", "2023-12-29 CLOSED"),  # New Year
        ("2024-03-29 12:00", "2024-03-28 CLOSED"),  # Good Friday
        ("2024-11-28 12:00", "2024-11-27 CLOSED"),  # Thanksgiving
        ("2025-01-09 12:00", "2025-01-08 CLOSED"),  # a day of mourning
        ("2025-06-19 12:00", "2025-06-18 CLOSED"),  # Juneteenth
        ("2026-07-03 12:00", "2026-07-02 CLOSED"),  # Independence Day, observed
        ("2024-10-14 12:00", "2024-10-14 REGULAR"),  # Columbus Day is a trading day
    ],
)
def test_days_without_trading_belong_to_the_session_before(noon: str, session: str) -> None:
    assert when(ns_at(noon)) == session


@pytest.mark.parametrize(
    ("opening", "zone"),
    [
        ("2024-03-08 14:30", "EST"),
        ("2024-03-11 13:30", "EDT"),
        ("2024-11-01 13:30", "EDT"),
        ("2024-11-04 14:30", "EST"),
    ],
)
def test_the_bell_follows_new_yorks_clock_over_a_change_of_time(opening: str, zone: str) -> None:
    opens = utc(opening)
    assert CALENDAR.at(opens - 1).phase == "PRE"
    assert CALENDAR.at(opens).phase == "REGULAR"
    assert zone_name(CALENDAR, opens) == zone


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2013-10-07", "2013-10-04"),
        ("2013-10-08", "2013-10-07"),
        ("2024-07-05", "2024-07-03"),
        ("2024-01-02", "2023-12-29"),
        ("2024-04-01", "2024-03-28"),
    ],
)
def test_the_session_before(day: str, before: str) -> None:
    assert CALENDAR.previous(date.fromisoformat(day)) == date.fromisoformat(before)


@settings(max_examples=30)
@given(st.lists(st.integers(1, 2**63 - 1) | st.integers(ns_at("2024-01-01"), ns_at("2024-12-31"))))
def test_an_answer_does_not_depend_on_what_was_asked_before(instants: list[int]) -> None:
    used = NewYorkCalendar()
    for ts in instants:
        session = used.at(ts)
        assert session == NewYorkCalendar().at(ts)
        assert session.start <= ts < session.end


@pytest.mark.parametrize("zone", [NEW_YORK, ZoneInfo("UTC")])
def test_always_open_rolls_at_midnight(zone: ZoneInfo) -> None:
    calendar = AlwaysOpen(zone)
    midnight = int(datetime(2013, 10, 6, tzinfo=zone).timestamp()) * SECOND
    sunday = calendar.at(midnight)
    assert (sunday.trade_date, sunday.phase) == (date(2013, 10, 6), "REGULAR")
    assert calendar.at(midnight - 1).trade_date == date(2013, 10, 5)
    assert calendar.at(sunday.end - 1).trade_date == date(2013, 10, 6)
    assert calendar.at(sunday.end).trade_date == date(2013, 10, 7)
    assert calendar.previous(date(2013, 10, 7)) == date(2013, 10, 6)


def test_a_day_of_always_open_is_as_long_as_the_zones() -> None:
    session = AlwaysOpen(NEW_YORK).at(ns_at("2024-03-10 12:00"))
    assert session.end - session.start == 23 * 3600 * SECOND


def test_calendars_by_name() -> None:
    sunday = ns_at("2013-10-06 12:00")
    phases = {name: each.at(sunday).phase for name, each in calendars().items()}
    assert phases == {"XNYS": "CLOSED", "24/7": "REGULAR"}
    assert calendars()["24/7"].zone == ZoneInfo("UTC")
    opened = calendars(always_open=True)
    assert {each.at(sunday).phase for each in opened.values()} == {"REGULAR"}
    assert {each.zone for each in opened.values()} == {NEW_YORK}
