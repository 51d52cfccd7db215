"""What a device is answered: a code, its wall, and the renewal of what it proves itself with."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dashboard.kiosk.cookie import PAGE_COOKIE, PATHS
from dashboard.screens import credentials, pairings
from dashboard.screens.models import Credential, Pairing, Screen
from dashboard.screens.pairings import (
    LIFETIME,
    MAX_WAITING,
    MAX_WAITING_PER_NETWORK,
    WrongCodeError,
)
from tests.dashboard.kiosk.walls import programme, screen
from tests.support.openpage import OpenPage
from ticker.live.mirror import Mirror
from ticker.web.build import build

pytestmark = pytest.mark.django_db
VIEWS = ("", "claimed/", "alive/", "keep/", "reload/", "sizes.css")


@pytest.fixture
def device(mirror: Mirror) -> Client:
    return Client()


@pytest.fixture
def hung(device: Client) -> Screen:
    """The screen that the device is."""
    shown = screen(programme("etfs"))
    pairings.claim_screen(code_of(device), shown)
    return shown


def text(device: Client, path: str = "") -> str:
    return str(device.get(f"/kiosk/{path}").content.decode())


def code_of(device: Client) -> str:
    found = re.search(r'class="code">([^<]+)<', text(device))
    assert found
    return found[1]


def later(seconds: timedelta) -> None:
    """As if so much time had passed since all that is kept."""
    for each in Pairing.objects.all():
        each.expires_at -= seconds
        each.save()
    for credential in Credential.objects.all():
        credential.issued_at -= seconds
        credential.used_at = credential.used_at and credential.used_at - seconds
        credential.save()


class TestCodes:
    def test_a_device_shows_the_same_code_until_it_is_too_old(self, device: Client) -> None:
        first, token = code_of(device), device.cookies[PAGE_COOKIE].value
        later(LIFETIME - timedelta(seconds=5))
        assert code_of(device) == first
        asked = f"/kiosk/claimed/?code={first.replace(' ', '')}"
        assert asked in text(device)
        assert device.get(asked).status_code == 204
        later(timedelta(seconds=5))
        assert device.get(asked).headers["HX-Refresh"] == "true"
        assert code_of(device) != first
        assert device.cookies[PAGE_COOKIE].value == token or Pairing.objects.count() == 1

    def test_a_code_is_not_good_for_longer_because_the_clock_was_set_back(
        self, device: Client
    ) -> None:
        first = code_of(device)
        later(timedelta(hours=-25))
        with pytest.raises(WrongCodeError):
            pairings.claim_screen(first, screen())
        assert code_of(device) != first
        assert Pairing.objects.count() == 1

    def test_a_page_whose_code_is_no_more_this_devices_loads_itself(self, device: Client) -> None:
        first = code_of(device).replace(" ", "")
        device.cookies.clear()
        assert code_of(device).replace(" ", "") != first
        answer = device.get(f"/kiosk/claimed/?code={first}")
        assert answer.headers["HX-Refresh"] == "true"

    def test_every_device_has_its_own(self, device: Client) -> None:
        assert code_of(device) != code_of(Client())

    @pytest.mark.parametrize("form", ["{}", " {} ", "{}-", "{}."])
    def test_it_may_be_typed_as_it_comes(self, device: Client, form: str) -> None:
        shown = screen()
        pairings.claim_screen(form.format(code_of(device).lower()), shown)
        assert shown.credentials.count() == 1

    @pytest.mark.parametrize("wrong", ["", "   ", "CCCCCC", "ccc ccc ccc", "é", "\0", "'; --"])
    def test_a_wrong_one_pairs_nothing(self, device: Client, wrong: str) -> None:
        code_of(device)
        with pytest.raises(WrongCodeError, match="No screen shows this code"):
            pairings.claim_screen(wrong, screen())
        assert not Credential.objects.exists()

    def test_one_that_is_too_old_is_wrong(self, device: Client) -> None:
        code = code_of(device)
        later(LIFETIME)
        with pytest.raises(WrongCodeError):
            pairings.claim_screen(code, screen())

    def test_a_new_device_takes_the_place_of_the_old_one(
        self, device: Client, hung: Screen
    ) -> None:
        other = Client()
        pairings.claim_screen(code_of(other), hung)
        assert "ETFs" in text(other)
        assert 'class="code"' in text(device)

    def test_the_picture_has_the_address_with_the_code(self, device: Client) -> None:
        html = text(device)
        assert "<svg" in html
        assert "style=" not in html
        assert "http://testserver/screens/pair/" in html

    def test_the_token_is_in_no_page(self, device: Client, hung: Screen) -> None:
        token = device.cookies[PAGE_COOKIE].value
        assert len(token) == 43
        assert all(token not in text(device, each) for each in VIEWS)


class TestTooMany:
    def test_of_one_address(self, mirror: Mirror) -> None:
        for _ in range(MAX_WAITING_PER_NETWORK):
            code_of(Client())
        answer = Client().get("/kiosk/")
        assert answer.status_code == 503
        assert b"Too many screens wait" in answer.content
        assert "kiosk" not in answer.cookies
        assert Client(REMOTE_ADDR="10.0.0.9").get("/kiosk/").status_code == 200

    def test_an_ipv6_network_is_one_address(self, mirror: Mirror) -> None:
        for number in range(MAX_WAITING_PER_NETWORK):
            Client(REMOTE_ADDR=f"2001:db8::{number:x}:1").get("/kiosk/")
        assert Client(REMOTE_ADDR="2001:db8::ffff:1").get("/kiosk/").status_code == 503
        assert Client(REMOTE_ADDR="2001:db8:0:1::1").get("/kiosk/").status_code == 200
        for number in range(MAX_WAITING_PER_NETWORK + 1):
            answer = Client(REMOTE_ADDR=f"::ffff:192.0.2.{number}").get("/kiosk/")
            assert answer.status_code == 200, "those are of IPv4"

    def test_of_all(self, mirror: Mirror) -> None:
        now = timezone.now() + LIFETIME
        Pairing.objects.bulk_create(
            Pairing(digest=f"{n}", code=f"{n}", expires_at=now) for n in range(MAX_WAITING)
        )
        assert Client().get("/kiosk/").status_code == 503
        later(LIFETIME + timedelta(seconds=1))
        assert Client().get("/kiosk/").status_code == 200
        assert Pairing.objects.count() == 1


class TestWall:
    def test_it_shows_its_programme_and_where_its_socket_is(
        self, device: Client, hung: Screen
    ) -> None:
        page = OpenPage(text(device))
        assert page.socket == f"/ws/ticker/kiosk/?loads=0&build={build()}"
        assert {"state", "clock", "stage", "ack", "pulse", "watchdog"} <= page.ids.keys()
        assert "ETFs" in "".join(page.ids["stage"].itertext())
        assert not list(page.ids["stage"].iter("a"))

    def test_its_credential_is_renewed_and_the_one_before_ends(
        self, device: Client, hung: Screen
    ) -> None:
        first = device.cookies[PAGE_COOKIE].value
        assert not device.get("/kiosk/keep/").cookies
        later(credentials.RENEW_AFTER)
        given = device.get("/kiosk/keep/").cookies
        assert {name: given[name]["path"] for name in given} == PATHS
        assert len({morsel.value for morsel in given.values()}) == 1
        assert device.cookies[PAGE_COOKIE].value != first
        text(device)
        later(credentials.OVERLAP)
        text(device)
        device.cookies[PAGE_COOKIE] = first
        assert 'class="code"' in text(device)

    def test_it_heals_in_its_place(self, device: Client, hung: Screen) -> None:
        answer = device.get("/kiosk/reload/", {"build": build()})
        assert answer.headers["HX-Retarget"] == answer.headers["HX-Reselect"] == "#page"
        assert answer.headers["HX-Reswap"] == "outerHTML"
        assert b"ETFs" in answer.content

    @pytest.mark.parametrize("said", [{}, {"build": "0123456789ab"}, {"build": "<b>"}])
    def test_one_of_an_earlier_build_loads_itself_whole(
        self, device: Client, hung: Screen, said: dict[str, str]
    ) -> None:
        answer = device.get("/kiosk/reload/", said)
        assert answer.headers["HX-Refresh"] == "true"

    def test_one_that_is_no_screen_any_more_loads_itself_whole(
        self, device: Client, hung: Screen
    ) -> None:
        Screen.objects.filter(pk=hung.pk).update(paired_at=None)
        answer = device.get("/kiosk/reload/", {"build": build()})
        assert answer.headers["HX-Refresh"] == "true"
        assert 'class="code"' in text(device)


@pytest.mark.parametrize("path", VIEWS)
@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
def test_nothing_is_changed_by_a_form(device: Client, path: str, verb: str) -> None:
    assert getattr(device, verb)(f"/kiosk/{path}").status_code == 405


def test_the_sizes_are_kept_by_browsers(device: Client) -> None:
    answer = device.get("/kiosk/sizes.css", {"build": build()})
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert b".lines-13{--lines:13}" in answer.content
    assert b".type-56{--type:56px}" in answer.content


def test_those_of_another_build_are_not(device: Client) -> None:
    """While two builds run side by side, the newer one's address may be answered by the older."""
    for said in ({}, {"build": "0123456789ab"}):
        cached = device.get("/kiosk/sizes.css", said).headers["Cache-Control"]
        assert "no-store" in cached
        assert "immutable" not in cached
