"""The fleet: what is said of each screen, and that it is never better than it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from dashboard.screens import control
from dashboard.screens.fleet import ScreenRow, fleet_context, screen_row
from dashboard.screens.models import Screen, Sighting
from dashboard.screens.programmes import Programme
from tests.dashboard.screens.acting import at
from tests.dashboard.watchlists.keeping import said
from tests.support.markup import parse, text

NOW = timezone.now()


def seconds(length: float) -> datetime:
    """So long ago."""
    return NOW - timedelta(seconds=length)


def seen(screen: Screen, **what: object) -> Screen:
    found: dict[str, Any] = {"is_connected": True, "seen_at": NOW, "painted_at": NOW, **what}
    Sighting.objects.update_or_create(screen=screen, defaults=found)
    return Screen.objects.get(pk=screen.pk)


def shown(screen: Screen) -> ScreenRow:
    return screen_row(screen, NOW)


@pytest.mark.parametrize(
    ("what", "state"),
    [
        ({}, "PAINTING"),
        ({"seen_at": seconds(4), "painted_at": seconds(4)}, "PAINTING"),
        ({"seen_at": seconds(-3), "painted_at": seconds(-3)}, "PAINTING"),
        ({"painted_at": seconds(4.1)}, "NOT PAINTING"),
        ({"painted_at": None}, "NOT PAINTING"),
        ({"seen_at": seconds(4.1)}, "OFFLINE"),
        ({"seen_at": seconds(-4.1)}, "OFFLINE"),
        ({"is_connected": False}, "OFFLINE"),
        ({"is_connected": False, "painted_at": None}, "OFFLINE"),
    ],
)
def test_its_state_is_what_was_heard_of_it(
    what: dict[str, object], state: str, floor: Screen
) -> None:
    assert shown(seen(floor, **what)).state == state


def test_one_that_was_never_heard_of_is_offline(floor: Screen) -> None:
    never = shown(floor)
    assert never.state == "OFFLINE"
    known = (never.shows, never.painted_age, never.round_trip, never.build, never.browser)
    assert {*known, never.address} == {"—"}


def test_one_without_a_device_is_not_paired_whatever_was_heard_of_it(floor: Screen) -> None:
    seen(floor)
    control.revoke(floor)
    assert shown(Screen.objects.get()).state == "NOT PAIRED"


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (-5, "0.0 s"),
        (0, "0.0 s"),
        (1.23, "1.2 s"),
        (10, "10 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (47 * 3600, "47 h"),
        (48 * 3600, "2 d"),
    ],
)
def test_an_age_is_in_its_largest_unit_and_never_negative(
    age: float, words: str, floor: Screen
) -> None:
    assert shown(seen(floor, painted_at=seconds(age))).painted_age == words


def test_it_has_marks(floor: Screen) -> None:
    assert shown(floor).marks == ()
    control.set_blank(floor, is_blank=True)
    control.set_banner(floor, "Fire drill", covers=False)
    assert shown(Screen.objects.get()).marks == ("BLANK", "BANNER")


def test_all_are_one_query(floor: Screen, django_assert_num_queries: Any) -> None:
    for number in range(20):
        seen(control.create(f"Screen {number}"))
    with django_assert_num_queries(1):
        found = fleet_context(NOW)
    assert found["summary"] == "21 screens: 1 offline, 20 not paired"


def cells(client: Client) -> dict[str, list[str]]:
    page = parse(client.get(at("screens")).content.decode())
    rows = [each for each in page.iter("tr") if each.get("id", "").startswith("screen-")]
    return {text(one[0]): [text(cell) for cell in one[1:]] for one in map(list, rows)}


def test_a_row_has_all_that_is_known(floor: Screen, movers: Programme, annes: Client) -> None:
    control.configure(floor, {"programme": movers, "part": 2})
    now = timezone.now() + timedelta(seconds=3)  # never older than it is when it is read
    known = {"build": "1a2b", "browser": "Chromium 141", "address": "192.0.2.7"}
    seen(floor, seen_at=now, painted_at=now, round_trip=1234, shows="Gainers (1 of 2)", **known)
    control.set_blank(floor, is_blank=True)
    assert cells(annes) == {
        "Floor": [
            "PAINTING BLANK",
            "Movers · part 2",
            "Gainers (1 of 2)",
            "0.0 s",
            "1,234 ms",
            *("1a2b", "Chromium 141", "192.0.2.7"),
        ]
    }


def test_the_table_is_one_element_that_can_be_replaced(floor: Screen, annes: Client) -> None:
    page = parse(annes.get(at("screens")).content.decode())
    found: list[Element] = [each for each in page.iter() if each.get("id") == "fleet"]
    assert len(found) == 1
    heads = [text(each) for each in found[0].iter("th") if each.get("scope") == "col"]
    assert heads == [
        *("Screen", "State", "Programme", "Showing", "Last painted", "Round trip"),
        *("Version", "Browser", "Address"),
    ]


def test_with_scripts_off_it_loads_itself_anew(floor: Screen, annes: Client) -> None:
    page = parse(annes.get(at("screens")).content.decode())
    (refresh,) = (each for part in page.iter("noscript") for each in part.iter("meta"))
    assert refresh.get("http-equiv") == "refresh"


def test_where_there_is_none_it_says_how_to_get_one(ann: User, annes: Client) -> None:
    page = annes.get(at("screens")).content
    assert "Open http://testserver/kiosk/ in the browser of a device" in said(page)
    links = {each.get("href") for each in parse(page.decode()).iter("a")}
    assert {at("screen_pair"), at("programmes"), "http://testserver/kiosk/"} <= links


def test_what_a_device_says_of_itself_is_text(floor: Screen, annes: Client) -> None:
    evil = "<img src=x onerror=alert(1)>"
    for field in ("shows", "browser"):
        seen(floor, **{field: evil})
        for path in (at("screens"), at("screen", floor.pk)):
            page = annes.get(path).content
            assert evil in said(page)
            assert b"<img src=x" not in page
