"""Pages and their sockets are as their reader prefers, unless the address says otherwise."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from dashboard.accounts.models import Preferences
from dashboard.accounts.visitor import Visitor
from dashboard.watchlists import lists
from tests.dashboard.preferences.choosing import (
    BOARD,
    CHOSEN,
    LOOKS,
    address,
    choose,
    found,
    links,
    looks,
    selected,
    socket,
)
from ticker.rows.columns import DEFAULT


@pytest.mark.parametrize(("name", "value"), CHOSEN.items())
def test_page_and_socket_have_what_is_preferred(
    annes: Client, name: str, value: str | list[str]
) -> None:
    choose(annes, **{name: value})
    told = socket(annes, BOARD)
    wanted = {"columns": list(DEFAULT), "rate": ["5"], "time_zone": [""], "star": ["1"]}
    if name in wanted:
        wanted[name] = ["symbol", *value] if name == "columns" else [str(value)]
    assert told == wanted
    shown = selected(found(annes, BOARD))
    if name != "time_zone":
        assert shown[name] == (value if isinstance(value, list) else [value])


def test_strangers_see_nothing_of_it(decided: Client, client: Client) -> None:
    for path in ("/", BOARD, reverse("account_login"), "/nowhere/"):
        assert looks(client, path) == {}
    assert socket(client, BOARD)["columns"] == list(DEFAULT)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        (BOARD, 200),
        ("/search/?q=ibm", 200),
        ("/watchlists/", 200),
        ("/accounts/preferences/", 200),
        ("/accounts/email/", 200),
        ("/accounts/logout/", 200),
        ("/nowhere/", 404),
        ("/boards/nope/", 404),
        ("/boards/all/?sort=bogus", 400),
        ("/watchlists/999/", 404),
    ],
)
def test_every_kind_of_page_looks_as_preferred(decided: Client, path: str, status: int) -> None:
    assert decided.get(path).status_code == status
    assert looks(decided, path) == LOOKS
    assert [each for each in links(found(decided, path)) if "theme=" in each] == []


def test_the_pages_of_a_list_look_as_preferred(decided: Client, ann: User) -> None:
    first = lists.create(ann, "First")
    for path in ("", "edit/", "settings/", "links/", "import/"):
        assert looks(decided, f"{first.get_absolute_url()}{path}") == LOOKS
    assert socket(decided, first.get_absolute_url())["time_zone"] == ["Europe/Zurich"]


@pytest.mark.parametrize("path", ["/", BOARD, "/nowhere/", "/accounts/email/"])
def test_an_address_that_says_otherwise_wins(decided: Client, path: str) -> None:
    assert looks(decided, f"{path}?theme=&palette=red-blue") == {"data-palette": "red-blue"}
    assert "/?theme=&palette=red-blue" in links(found(decided, f"{path}?theme=&palette=red-blue"))


def test_an_error_is_told_without_the_database(
    decided: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_down(request: object) -> Visitor:
        raise OperationalError("no connection")

    monkeypatch.setattr(Visitor, "from_request", is_down)
    assert looks(decided, "/nowhere/?palette=red-blue") == {"data-palette": "red-blue"}


def test_who_is_refused_for_the_host_is_told_before_anybody_asks_who_it_is(decided: Client) -> None:
    assert decided.get("/", headers={"host": "elsewhere.example"}).status_code == 400


def test_a_zone_or_a_column_that_there_is_no_more_is_left_out(annes: Client, ann: User) -> None:
    Preferences.objects.create(user=ann, time_zone="Europe/Atlantis", columns="symbol gone last")
    told = socket(annes, BOARD)
    assert told["time_zone"] == [""]
    assert told["columns"] == ["symbol", "last"]
    assert annes.get(address()).status_code == 200
