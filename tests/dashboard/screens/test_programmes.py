"""The pages of programmes: all of them, and each with its look and hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

import pytest
from django.test import Client

from dashboard.screens import control, editing, limits
from dashboard.screens.models import Screen
from dashboard.screens.programmes import Programme
from tests.dashboard.screens.acting import at, errors, form, held, submit
from tests.dashboard.watchlists.keeping import said
from tests.support.markup import parse

ALL = "/screens/programmes/"
EVERYTHING: dict[str, Any] = {
    "name": "Morning",
    "theme": "light",
    "palette": "blue-orange",
    "days": ["4", "0"],
    "starts": "22:30",
    "ends": "06:00",
    "time_zone": "Europe/Zurich",
    "only_in_session": "on",
    "outside": "blank",
    "stops_at_halts": [],
}


@pytest.fixture
def page(movers: Programme) -> str:
    return at("programme", movers.pk)


def kept(programme: Programme) -> Mapping[str, object]:
    return Programme.objects.values().get(pk=programme.pk)


def test_one_is_made_and_then_shown(annes: Client, floor: Screen) -> None:
    assert "There are none yet" in said(annes.get(ALL).content)
    answer = submit(annes, ALL, name=" Morning  movers ")
    morning = Programme.objects.get()
    assert morning.name == "Morning movers"
    assert answer.headers["Location"] == at("programme", morning.pk)
    assert "It has no page yet" in said(annes.get(at("programme", morning.pk)).content)
    editing.add_page(morning, {"board": "all"})
    editing.add_page(morning, {"board": "etfs"})
    control.configure(floor, {"programme": morning})
    assert "Morning movers 2 pages · 1 screen" in said(annes.get(ALL).content)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "This field is required."),
        ("x" * 61, "at most 60 characters"),
        ("MOVERS", "There is one called “MOVERS” already"),
    ],
)
def test_a_name_that_cannot_be_is_said(
    name: str, words: str, movers: Programme, annes: Client
) -> None:
    answer = submit(annes, ALL, name=name)
    assert [words in each for each in errors(answer)] == [True]
    assert f'value="{name}"' in answer.content.decode() or not name
    assert Programme.objects.count() == 1


def test_too_many_are_said(
    movers: Programme, annes: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PROGRAMMES", 1)
    answer = submit(annes, ALL, name="One more")
    assert [each.startswith("There are 1 programmes") for each in errors(answer)] == [True]


def test_everything_of_it_is_changed(page: str, movers: Programme, annes: Client) -> None:
    answer = submit(annes, page, **EVERYTHING)
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    assert kept(movers) == {
        "id": movers.pk,
        "name": "Morning",
        "theme": "light",
        "palette": "blue-orange",
        "days": "04",
        "starts": time(22, 30),
        "ends": time(6),
        "time_zone": "Europe/Zurich",
        "only_in_session": True,
        "outside": "blank",
        "stops_at_halts": False,
        "version": movers.version + 1,
    }


def test_what_is_kept_is_shown(page: str, movers: Programme, annes: Client) -> None:
    submit(annes, page, **EVERYTHING)
    shown = held(form(annes, page))
    for name, value in EVERYTHING.items():
        wanted = sorted(value) if isinstance(value, list) else [value]
        assert shown.get(name, []) == wanted
    assert submit(annes, page).status_code == 302
    assert kept(movers)["version"] == movers.version + 1, "as it is, it changes nothing"


def test_it_is_on_all_day_again(page: str, movers: Programme, annes: Client) -> None:
    submit(annes, page, starts="09:00", ends="17:30")
    movers.refresh_from_db()
    assert movers.hours == (time(9), time(17, 30))
    submit(annes, page, starts="", ends="")
    movers.refresh_from_db()
    assert movers.hours is None


def test_who_looked_at_it_earlier_changes_only_what_they_changed(
    page: str, movers: Programme, annes: Client
) -> None:
    shown = held(form(annes, page))
    submit(annes, page, name="Morning", starts="09:00", ends="17:00", days=["1"])
    annes.post(page, {**shown, "theme": "light"})
    movers.refresh_from_db()
    assert (movers.name, movers.theme, movers.days) == ("Morning", "light", "1")
    assert movers.hours == (time(9), time(17))
    annes.post(page, {**shown, "starts": "08:00", "ends": "09:00"})
    movers.refresh_from_db()
    assert movers.hours == (time(8), time(9)), "two times go together"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "other"}, "There is one called “other” already"),
        ({"theme": "pink"}, "Select a valid choice"),
        ({"palette": "plaid"}, "Select a valid choice"),
        ({"days": []}, "Choose one day at least."),
        ({"days": ["7"]}, "Select a valid choice"),
        ({"days": ["01"]}, "Select a valid choice"),
        ({"starts": "09:00", "ends": ""}, "Give both times, or none"),
        ({"starts": "", "ends": "09:00"}, "Give both times, or none"),
        ({"starts": "09:00", "ends": "09:00"}, "It ends when it starts."),
        ({"starts": "25:00", "ends": "09:00"}, "Enter a valid time."),
        ({"ends": "nine"}, "Enter a valid time."),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"outside": "explode"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept_or_lost(
    typed: dict[str, Any], words: str, page: str, movers: Programme, annes: Client
) -> None:
    editing.create("Other")
    before = kept(movers)
    answer = submit(annes, page, **{**EVERYTHING, **typed})
    assert answer.status_code == 200
    assert [words in each for each in errors(answer)] == [True]
    assert kept(movers) == before
    assert "<h1>Movers</h1>" in answer.content.decode()
    again = parse(answer.content.decode())
    shown = held(next(each for each in again.iter("form") if each.get("action") == page))
    for name, value in EVERYTHING.items():
        if name not in typed and name not in ("starts", "ends"):
            assert shown.get(name, []) == (sorted(value) if isinstance(value, list) else [value])


def test_it_says_on_which_screens_it_is(
    page: str, movers: Programme, floor: Screen, annes: Client
) -> None:
    assert "On no screen yet" in said(annes.get(page).content)
    control.configure(floor, {"programme": movers})
    words = said(annes.get(page).content)
    assert "It is on “Floor”, which will have no programme then." in words


def test_a_copy_is_made_and_shown(movers: Programme, annes: Client) -> None:
    answer = annes.post(at("programme_duplicate", movers.pk), follow=True)
    copy = Programme.objects.get(name="Movers (copy)")
    assert answer.redirect_chain == [(at("programme", copy.pk), 302)]
    assert "This is the copy" in said(answer.content)


def test_one_copy_too_many_is_said(
    page: str, movers: Programme, annes: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PROGRAMMES", 1)
    answer = annes.post(at("programme_duplicate", movers.pk), follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "There are 1 programmes" in said(answer.content)


def test_it_is_deleted_in_two_steps_without_scripts(
    page: str, movers: Programme, annes: Client
) -> None:
    details = parse(annes.get(page).content.decode()).iter("details")
    actions = [each.get("action") for part in details for each in part.iter("form")]
    assert actions == [at("programme_delete", movers.pk)]
    answer = annes.post(at("programme_delete", movers.pk), follow=True)
    assert "“Movers” is deleted." in said(answer.content)
    assert annes.get(page).status_code == 404


def test_a_name_is_text(page: str, floor: Screen, movers: Programme, annes: Client) -> None:
    evil = "<img src=x onerror=alert(1)>"
    submit(annes, page, name=evil)
    control.configure(floor, {"programme": movers})
    paths = (ALL, page, at("programme_page_new", movers.pk), at("screens"), at("screen_pair"))
    for path in (*paths, at("screen", floor.pk)):
        answer = annes.get(path).content
        assert evil in said(answer)
        assert b"<img src=x" not in answer
