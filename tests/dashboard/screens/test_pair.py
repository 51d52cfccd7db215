"""Pairing: a code, and a screen, new or in another's place. Wrong codes are few."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings
from redis.exceptions import RedisError

from dashboard.screens import control, limits, views, wrongcodes
from dashboard.screens.models import Screen
from dashboard.screens.pairings import WrongCodeError
from dashboard.screens.programmes import Programme
from tests.dashboard.screens.acting import at, errors, form, held, submit
from tests.dashboard.watchlists.keeping import said, signed_in
from tests.support.server import free_port

PAIR = "/screens/pair/"
RIGHT = "BCDF-2345"


@pytest.fixture(autouse=True)
def claimed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Screen]]:
    """One code is right, as often as it is entered; what was claimed by it."""
    found: list[tuple[str, Screen]] = []

    def claim(code: str, screen: Screen) -> None:
        if code != RIGHT:
            raise WrongCodeError("No screen shows this code. Look again.")
        found.append((code, screen))

    monkeypatch.setattr(views, "claim_screen", claim)
    return found


def test_a_code_and_a_name_make_a_screen(
    claimed: list[Any], movers: Programme, annes: Client
) -> None:
    answer = submit(annes, PAIR, code=RIGHT, name="Hall", programme=str(movers.pk), part="2")
    hall = Screen.objects.get(name="Hall")
    assert answer.headers["Location"] == at("screen", hall.pk)
    assert claimed == [(RIGHT, hall)]
    assert (hall.programme, hall.part) == (movers, 2)
    assert claimed[0][1].version == hall.version, "it is given as it is kept"


def test_a_device_takes_the_place_of_another(
    claimed: list[Any], floor: Screen, movers: Programme, annes: Client
) -> None:
    control.configure(floor, {"programme": movers, "part": 3})
    submit(annes, PAIR, code=RIGHT, screen=str(floor.pk))
    floor.refresh_from_db()
    assert claimed == [(RIGHT, floor)]
    assert (floor.programme, floor.part) == (movers, 3), "what was not said stays"
    assert not floor.credentials.exists(), "the device until now is none any more"
    submit(annes, PAIR, code=RIGHT, screen=str(floor.pk), part="1")
    floor.refresh_from_db()
    assert (floor.programme, floor.part) == (movers, 1)


def test_a_qr_code_brings_its_code_along(floor: Screen, annes: Client) -> None:
    shown = held(form(annes, f"{PAIR}?code=BCDF2345&screen={floor.pk}"))
    assert shown["code"] == ["BCDF2345"]
    assert shown["screen"] == [str(floor.pk)]
    hostile = annes.get(PAIR, {"code": '"><img src=x onerror=alert(1)>', "screen": "x"})
    assert b"<img src=x" not in hostile.content


def test_a_stranger_comes_back_with_the_code(client: Client) -> None:
    answer = client.get(f"{PAIR}?code=BCDF2345")
    assert answer.headers["Location"].endswith("next=/screens/pair/%3Fcode%3DBCDF2345")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"code": ""}, "This field is required."),
        ({"code": "x" * 41}, "at most 40 characters"),
        ({"code": "wrong"}, "No screen shows this code. Look again."),
        ({"name": ""}, "Name a new screen, or choose one"),
        ({"screen": "FLOOR"}, "not both"),
        ({"name": "floor"}, "There is one called “floor” already"),
        ({"name": "x" * 61}, "at most 60 characters"),
        ({"screen": "99"}, "Select a valid choice"),
        ({"programme": "99"}, "Select a valid choice"),
        ({"part": "13"}, "less than or equal to 12"),
        ({"part": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made_or_lost(
    typed: dict[str, str], words: str, floor: Screen, annes: Client
) -> None:
    before = list(Screen.objects.values())
    if "screen" in typed:
        typed = {"screen": typed["screen"].replace("FLOOR", str(floor.pk))}
    answer = submit(annes, PAIR, **{"code": RIGHT, "name": "Hall", "part": "5", **typed})
    assert answer.status_code == 200
    assert [words in each for each in errors(answer)] == [True]
    assert list(Screen.objects.values()) == before
    assert floor.credentials.exists()
    if "part" not in typed:
        assert 'value="5"' in answer.content.decode()


def test_a_wrong_code_leaves_the_screen_its_device(floor: Screen, annes: Client) -> None:
    before = Screen.objects.values().get()
    submit(annes, PAIR, code="wrong", screen=str(floor.pk), part="4")
    assert Screen.objects.values().get() == before
    assert floor.credentials.exists()


def test_a_screen_that_is_deleted_meanwhile_is_said(
    floor: Screen, annes: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "revoke", Mock(side_effect=Screen.DoesNotExist))
    answer = submit(annes, PAIR, code=RIGHT, screen=str(floor.pk))
    assert errors(answer) == ["It has been deleted meanwhile. Choose another."]


def wrong(client: Client) -> Any:
    return client.post(PAIR, {"code": "wrong", "name": "Hall"})


def test_after_so_many_wrong_codes_even_a_right_one_must_wait(
    claimed: list[Any], annes: Client
) -> None:
    for _ in range(limits.WRONG_CODES):
        assert wrong(annes).status_code == 200
    answer = submit(annes, PAIR, code=RIGHT, name="Hall")
    assert answer.status_code == 429
    assert errors(answer) == [views.TOO_MANY_WRONG_CODES]
    assert 'value="Hall"' in answer.content.decode()
    assert (claimed, Screen.objects.count()) == ([], 0)
    other = signed_in(User.objects.create_user("eve", "eve@desk.example", is_staff=True))
    assert wrong(other).status_code == 200, "it is counted for each person"


def test_after_a_while_one_may_try_again(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WRONG_CODES", 1)
    assert wrongcodes.count_try(ann)
    assert not wrongcodes.count_try(ann)
    monkeypatch.setattr(limits, "WRONG_CODES_WINDOW", 0)
    cache.clear()
    assert wrongcodes.count_try(ann), "it has run out at once"


def test_right_codes_and_what_is_refused_otherwise_do_not_count(annes: Client) -> None:
    for number in range(limits.WRONG_CODES + 2):
        assert submit(annes, PAIR, code=RIGHT, name=f"Hall {number}").status_code == 302
        assert submit(annes, PAIR, code="wrong", name="hall 0").status_code == 200
        assert submit(annes, PAIR, code="", name="").status_code == 200
    assert wrong(annes).status_code == 200


def test_nobody_tries_uncounted(annes: Client, claimed: list[Any], settings: Settings) -> None:
    backend = "django.core.cache.backends.redis.RedisCache"
    location = f"redis://localhost:{free_port()}"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": location}}
    answer = annes.post(PAIR, {"code": RIGHT, "name": "Hall"})
    assert answer.status_code == 503
    assert "tried too often" in said(answer.content)
    assert claimed == []
    assert not Screen.objects.exists()
    assert annes.get(PAIR).status_code == 200


def test_a_redis_that_goes_after_the_pairing_takes_nothing_back(
    annes: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "decr", Mock(side_effect=RedisError("gone")))
    assert submit(annes, PAIR, code=RIGHT, name="Hall").status_code == 302
    assert Screen.objects.count() == 1
