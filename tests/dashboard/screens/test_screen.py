"""The page of one screen: its form, its buttons, its banner, its end."""

from __future__ import annotations

import pytest
from django.test import Client

from dashboard.screens import control, limits
from dashboard.screens.models import Screen
from dashboard.screens.programmes import Programme
from dashboard.screens.screen import DEVICE_ACTIONS, NO_DEVICE, RESULT_MESSAGES
from tests.dashboard.screens.acting import at, errors, form, held, submit
from tests.dashboard.watchlists.keeping import said
from tests.support.markup import parse


@pytest.fixture
def page(floor: Screen) -> str:
    return at("screen", floor.pk)


def buttons(client: Client, page: str) -> set[str]:
    """What the buttons of the remote control say, those of other forms, too."""
    found = parse(client.get(page).content.decode()).iter("button")
    return {each.get("value", "") for each in found if each.get("name") == "do"}


def test_it_is_named_and_gets_a_programme(
    page: str, floor: Screen, movers: Programme, annes: Client
) -> None:
    answer = submit(annes, page, name="  Trading\tfloor ", programme=str(movers.pk), part="2")
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    floor.refresh_from_db()
    assert (floor.name, floor.programme, floor.part) == ("Trading floor", movers, 2)
    submit(annes, page, programme="")
    floor.refresh_from_db()
    assert (floor.name, floor.programme, floor.part) == ("Trading floor", None, 2)


def test_saving_it_as_it_is_changes_nothing(page: str, floor: Screen, annes: Client) -> None:
    assert submit(annes, page).status_code == 302
    assert Screen.objects.get().version == floor.version


def test_who_looked_at_it_earlier_changes_only_what_they_changed(
    page: str, floor: Screen, movers: Programme, annes: Client
) -> None:
    shown = held(form(annes, page))
    control.configure(floor, {"name": "Hall", "programme": movers})
    annes.post(page, {**shown, "part": "3"})
    floor.refresh_from_db()
    assert (floor.name, floor.programme, floor.part) == ("Hall", movers, 3)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "This field is required."),
        ("name", " \t", "This field is required."),
        ("name", "x" * (limits.NAME + 1), "at most 60 characters"),
        ("name", "hall", "There is one called “hall” already"),
        ("programme", "99", "Select a valid choice"),
        ("programme", "x", "Select a valid choice"),
        ("part", "0", "greater than or equal to 1"),
        ("part", str(limits.PARTS + 1), "less than or equal to 12"),
        ("part", "one", "Enter a whole number"),
        ("part", "", "This field is required."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(
    field: str, value: str, words: str, page: str, floor: Screen, annes: Client
) -> None:
    control.create("Hall")
    before = Screen.objects.values().get(pk=floor.pk)
    typed = {"name": "New", "part": "4", field: value}
    answer = submit(annes, page, **typed)
    assert answer.status_code == 200
    assert [words in each for each in errors(answer)] == [True]
    again = held(
        next(
            each
            for each in parse(answer.content.decode()).iter("form")
            if each.get("action") == page
        )
    )
    kept = "part" if field != "part" else "name"
    assert again[kept] == [typed[kept]]
    assert Screen.objects.values().get(pk=floor.pk) == before
    assert "<h1>Floor</h1>" in answer.content.decode()


def test_its_buttons_are_all_that_can_be_done(page: str, floor: Screen, annes: Client) -> None:
    seen = buttons(annes, page)
    control.set_blank(floor, is_blank=True)
    control.set_banner(floor, "Fire drill", covers=False)
    assert seen | buttons(annes, page) == set(RESULT_MESSAGES)
    assert "show" not in seen
    assert "blank" not in buttons(annes, page)


@pytest.mark.parametrize("verb", RESULT_MESSAGES)
def test_every_button_does_what_it_says(verb: str, floor: Screen, annes: Client) -> None:
    answer = annes.post(at("screen_remote", floor.pk), {"do": verb}, follow=True)
    assert answer.redirect_chain == [(at("screen", floor.pk), 302)]
    assert RESULT_MESSAGES[verb] in said(answer.content)
    assert Screen.objects.get().version == floor.version + 1


@pytest.mark.parametrize("verb", RESULT_MESSAGES)
def test_without_a_device_only_what_is_kept_for_the_next_one(
    verb: str, page: str, floor: Screen, annes: Client
) -> None:
    control.revoke(floor)
    control.set_banner(floor, "Fire drill", covers=False)
    floor.refresh_from_db()
    is_offered = verb not in DEVICE_ACTIONS
    assert (verb in buttons(annes, page)) is (is_offered and verb != "show")
    answer = annes.post(at("screen_remote", floor.pk), {"do": verb}, follow=True)
    assert (
        (RESULT_MESSAGES[verb] in said(answer.content)),
        (NO_DEVICE in said(answer.content)),
    ) == (
        is_offered,
        not is_offered,
    )
    assert Screen.objects.get().version == floor.version + is_offered


@pytest.mark.parametrize("verb", ["", "delete", "explode"])
def test_what_there_is_no_button_for_is_not_done(verb: str, floor: Screen, annes: Client) -> None:
    answer = annes.post(at("screen_remote", floor.pk), {"do": verb}, follow=True)
    assert "Say what to do" in said(answer.content)
    assert Screen.objects.get().version == floor.version


def test_a_banner_is_put_up_changed_and_taken_down(page: str, floor: Screen, annes: Client) -> None:
    banner = at("screen_banner", floor.pk)
    submit(annes, page, banner, banner="Fire drill at 10", covers="on")
    floor.refresh_from_db()
    assert (floor.banner, floor.banner_covers) == ("Fire drill at 10", True)
    submit(annes, page, banner, covers=[])
    floor.refresh_from_db()
    assert (floor.banner, floor.banner_covers) == ("Fire drill at 10", False)
    annes.post(at("screen_remote", floor.pk), {"do": "take-down"})
    assert Screen.objects.get().banner == ""


@pytest.mark.parametrize(
    ("is_blank", "programme", "words"),
    [
        (False, None, "The banner is up."),
        (False, {"days": "0123456", "outside": "blank"}, "The banner is up."),
        (False, {"days": "", "outside": "dim"}, "The banner is up."),
        (False, {"days": "", "outside": "blank"}, "shows it when its programme is on again"),
        (True, {"days": "0123456"}, "shows it when it is shown again"),
        (True, None, "shows it when it is shown again"),
    ],
)
def test_that_a_blank_screen_shows_no_banner_is_said(
    is_blank: bool,
    programme: dict[str, str] | None,
    words: str,
    floor: Screen,
    movers: Programme,
    annes: Client,
) -> None:
    Programme.objects.update(**programme or {"days": ""})
    control.configure(floor, {"programme": movers if programme else None})
    control.set_blank(floor, is_blank)
    path = at("screen_banner", floor.pk)
    answer = annes.post(path, {"banner": "Fire drill"}, follow=True)
    assert words in said(answer.content)
    assert ("The banner is up." in said(answer.content)) is (words == "The banner is up.")
    assert Screen.objects.get().banner == "Fire drill"


@pytest.mark.parametrize(
    ("text", "words"), [("", "required"), (" ", "required"), ("x" * 201, "at most 200")]
)
def test_a_banner_has_a_text_of_some_length(
    text: str, words: str, page: str, floor: Screen, annes: Client
) -> None:
    answer = submit(annes, page, at("screen_banner", floor.pk), banner=text)
    assert [words in each for each in errors(answer)] == [True]
    assert Screen.objects.get().version == floor.version


def test_what_is_typed_is_text(page: str, floor: Screen, annes: Client) -> None:
    evil = "<img src=x onerror=alert(1)>"
    submit(annes, page, name=evil)
    submit(annes, page, at("screen_banner", floor.pk), banner=evil)
    for path in (page, at("screens")):
        answer = annes.get(path)
        assert evil in said(answer.content)
        assert b"<img src=x" not in answer.content


def test_it_is_deleted_in_two_steps_without_scripts(
    page: str, floor: Screen, annes: Client
) -> None:
    details = parse(annes.get(page).content.decode()).iter("details")
    actions = [each.get("action") for part in details for each in part.iter("form")]
    assert actions == [at("screen_delete", floor.pk)]
    answer = annes.post(at("screen_delete", floor.pk), follow=True)
    assert "“Floor” is deleted." in said(answer.content)
    assert annes.get(page).status_code == 404


def test_one_without_a_device_says_how_to_get_one(page: str, floor: Screen, annes: Client) -> None:
    assert "No device is this screen" not in said(annes.get(page).content)
    annes.post(at("screen_remote", floor.pk), {"do": "revoke"})
    assert f'href="{at("screen_pair")}?screen={floor.pk}"' in annes.get(page).content.decode()
    assert "revoke" not in buttons(annes, page)
