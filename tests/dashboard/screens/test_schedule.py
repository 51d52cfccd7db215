"""When a programme is on: days, hours, zones, and the market's own session."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from dashboard.screens.programmes import Programme
from dashboard.screens.schedule import is_on
from ticker.market.frames import FeedState

UNKNOWN = FeedState()


def at(text: str, zone: str = "America/New_York") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def programme(days: str = "0123456", hours: str = "", **fields: object) -> Programme:
    starts, _, ends = hours.partition("-")
    times = {"starts": time.fromisoformat(starts), "ends": time.fromisoformat(ends)} if ends else {}
    return Programme(days=days, **times, **fields)


def test_without_hours_it_is_on_all_day() -> None:
    for hour in range(24):
        assert is_on(programme(), at(f"2026-11-25 {hour:02}:30"), UNKNOWN)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-25 07:59:59", False),
        ("2026-11-25 08:00", True),
        ("2026-11-25 17:59:59", True),
        ("2026-11-25 18:00", False),
        ("2026-11-28 12:00", False),  # a Saturday
    ],
)
def test_it_is_on_within_its_hours_on_its_days(when: str, expected: bool) -> None:
    assert is_on(programme("01234", "08:00-18:00"), at(when), UNKNOWN) is expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-27 21:59", False),
        ("2026-11-27 22:00", True),  # a Friday
        ("2026-11-28 05:59", True),  # which ends on Saturday
        ("2026-11-28 06:00", False),
        ("2026-11-28 23:00", False),
        ("2026-11-27 05:00", True),  # Thursday's
        ("2026-11-23 05:00", False),  # Sunday has none
    ],
)
def test_hours_over_midnight_belong_to_the_day_they_begin_on(when: str, expected: bool) -> None:
    assert is_on(programme("01234", "22:00-06:00"), at(when), UNKNOWN) is expected


def test_hours_are_those_of_its_time_zone() -> None:
    tokyo = programme(hours="09:00-15:00", time_zone="Asia/Tokyo")
    assert is_on(tokyo, at("2026-11-25 09:00", "Asia/Tokyo"), UNKNOWN)
    assert not is_on(tokyo, at("2026-11-25 09:00"), UNKNOWN)


def test_hours_follow_summer_time() -> None:
    morning = programme(hours="08:00-09:00")
    assert is_on(morning, datetime(2026, 7, 1, 12, 30, tzinfo=UTC), UNKNOWN)
    assert is_on(morning, datetime(2026, 12, 1, 13, 30, tzinfo=UTC), UNKNOWN)


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("2026-11-25 09:29:59", False),
        ("2026-11-25 09:30", True),
        ("2026-11-25 16:00", False),
        ("2026-11-26 12:00", False),  # Thanksgiving
        ("2026-11-27 13:00", False),  # closes early
    ],
)
def test_the_market_is_open_by_the_clock_of_the_feed(clock: str, expected: bool) -> None:
    feed = FeedState(clock=int(at(clock).timestamp()) * 10**9)
    assert is_on(programme(only_in_session=True), at("2026-11-29 03:00"), feed) is expected


def test_what_is_not_known_is_not_closed() -> None:
    assert is_on(programme(only_in_session=True), at("2026-11-29 03:00"), UNKNOWN)


def test_a_feed_round_the_clock_is_always_open() -> None:
    feed = FeedState(always_open=True, clock=int(at("2026-11-29 03:00").timestamp()) * 10**9)
    assert is_on(programme(only_in_session=True), at("2026-11-29 03:00"), feed)
