"""The time zones that can be chosen."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from ticker.market.zones import city, zones


@pytest.mark.parametrize(
    "zone",
    ["UTC", "America/New_York", "Europe/Zurich", "Europe/Amsterdam", "Asia/Kolkata", "Asia/Tokyo"],
)
def test_there_is_one_for_each_country(zone: str) -> None:
    assert zone in zones()


@pytest.mark.parametrize(
    "name", ["", "US/Eastern", "Europe/Kiev", "Etc/GMT+5", "EST5EDT", "posixrules"]
)
def test_what_is_no_zones_own_name_is_not_offered(name: str) -> None:
    assert name not in zones()


def test_each_is_known_to_python() -> None:
    assert {ZoneInfo(each).key for each in zones()} == set(zones())


def test_no_two_are_called_the_same() -> None:
    assert len({city(each) for each in zones()}) == len(zones())
    assert city("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert city("UTC") == "UTC"
