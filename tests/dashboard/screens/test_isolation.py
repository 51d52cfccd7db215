"""Screens are for the staff: at every address, by every verb, nobody else learns of them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from dashboard.screens.models import Credential, Screen
from dashboard.screens.programmes import Programme, ProgrammePage
from tests.dashboard.watchlists.keeping import said
from tests.dashboard.watchlists.test_isolation import VERBS, named
from tests.support.markup import parse

PREFIXES = ("screen", "programme")
ADDRESSES = sorted(
    each.name for each in named(get_resolver()) if each.name and each.name.startswith(PREFIXES)
)
ONE_SCREEN = [each for each in ADDRESSES if each == "screen" or each.startswith("screen_")]
ONE_SCREEN.remove("screen_pair")
NUMBERED = sorted({*ADDRESSES} - {"screens", "screen_pair", "programmes"})
NUMBER = re.compile(r"/\d+/")

pytestmark = pytest.mark.usefixtures("floor", "movers")


def address(name: str) -> str:
    number = (Screen if name in ONE_SCREEN else Programme).objects.get().pk
    ways: list[dict[str, Any]] = [{}, {"number": number}]
    ways.append({"number": number, "page": ProgrammePage.objects.all()[0].pk})
    for kwargs in ways:
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name} takes something else")


def everything() -> list[Any]:
    kinds = (Screen, Programme, ProgrammePage, Credential)
    return [list(kind.objects.order_by("pk").values()) for kind in kinds]


def test_these_are_the_addresses_of_screens() -> None:
    assert len(ADDRESSES) >= 13
    assert {"screens", "screen_pair", "screen_remote", "programme_page"} <= set(ADDRESSES)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", ADDRESSES)
def test_for_who_is_not_of_the_staff_there_is_none(name: str, verb: str, bobs: Client) -> None:
    before = everything()
    answer = bobs.generic(verb, address(name))
    assert answer.status_code == 404
    assert everything() == before
    nowhere = bobs.generic(verb, address(name).replace(str(Screen.objects.get().pk), "99"))
    assert answer.content == nowhere.content


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", ADDRESSES)
def test_strangers_are_asked_to_sign_in(name: str, verb: str, client: Client) -> None:
    before = everything()
    answer = client.generic(verb, address(name))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert everything() == before


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_staff_may(name: str, annes: Client) -> None:
    answers = [annes.generic(verb, address(name)) for verb in ("GET", "POST")]
    assert {each.status_code for each in answers} & {200, 302}
    assert not {each.status_code for each in answers} & {404, 500}


@pytest.mark.parametrize("verb", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_there_are_no_other_verbs(name: str, verb: str, annes: Client) -> None:
    assert annes.generic(verb, address(name)).status_code == 405


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_change_from_elsewhere_is_refused(name: str, ann: User) -> None:
    before = everything()
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)
    assert client.post(address(name)).status_code in (403, 405)
    assert everything() == before


@pytest.mark.parametrize("name", [name for name in ADDRESSES if name != "screens"])
def test_nothing_is_changed_by_looking(name: str, annes: Client) -> None:
    before = everything()
    assert annes.get(address(name)).status_code in (200, 405)
    assert everything() == before


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_page_is_kept_by_a_browser(name: str, annes: Client) -> None:
    assert "no-store" in annes.get(address(name)).headers["Cache-Control"]


@pytest.mark.parametrize("name", NUMBERED)
@pytest.mark.parametrize("number", [99, 10**30])
def test_what_there_is_not_is_said(name: str, number: int, annes: Client) -> None:
    elsewhere = NUMBER.sub(f"/{number}/", address(name), count=1)
    for verb in ("GET", "POST"):
        assert annes.generic(verb, elsewhere).status_code == 404


def test_a_page_is_reached_through_its_own_programme_alone(
    annes: Client, movers: Programme
) -> None:
    other = Programme.objects.create(name="Other")
    page = movers.pages.all()[0]
    assert annes.post(reverse("programme_page", args=[other.pk, page.pk])).status_code == 404


@pytest.mark.parametrize("path", ["/", "/accounts/preferences/", "/watchlists/"])
def test_only_the_staff_is_shown_the_way(path: str, annes: Client, bobs: Client) -> None:
    def links(client: Client) -> set[str]:
        return {each.get("href", "") for each in parse(read(client)).iter("a")}

    def read(client: Client) -> str:
        return client.get(path).content.decode()

    assert "/screens/" in links(annes)
    assert "/screens/" not in links(bobs)
    assert "Screens" not in said(bobs.get(path).content)
    assert "/screens/" not in Client().get("/").content.decode()
