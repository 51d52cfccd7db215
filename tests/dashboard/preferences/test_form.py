"""The form of preferences: what it shows, keeps and refuses."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from dashboard.accounts.models import Preferences
from tests.dashboard.preferences.choosing import (
    BOARD,
    CHOSEN,
    address,
    choose,
    found,
    selected,
    socket,
)
from tests.dashboard.watchlists.keeping import said
from tests.support.markup import parse
from ticker.rows.columns import DEFAULT


def test_who_chose_nothing_is_shown_what_is_usual(annes: Client) -> None:
    shown = selected(found(annes, address()))
    assert shown["rate"] == ["5"]
    assert shown["theme"] == shown["palette"] == shown["time_zone"] == [""]
    assert shown["columns"] == list(DEFAULT[1:])
    assert not Preferences.objects.exists()


def test_it_shows_what_was_chosen_whatever_the_address_says(decided: Client) -> None:
    shown = selected(found(decided, address() + "?theme=light&time_zone=UTC"))
    assert {**shown, "columns": CHOSEN["columns"]} == shown
    for name in ("theme", "palette", "rate", "time_zone"):
        assert shown[name] == [CHOSEN[name]]


def test_it_says_that_it_is_saved(annes: Client) -> None:
    answer = annes.post(address(), CHOSEN, follow=True)
    assert answer.redirect_chain == [(address(), 302)]
    assert "Saved." in said(answer.content)


def test_positions_are_no_choice_and_the_symbol_always_is_there(annes: Client) -> None:
    offered = {each.get("value") for each in found(annes, address()).iter("input")}
    assert "time" in offered
    assert {"symbol", "note", "pnl"} & offered == set()


@pytest.mark.parametrize("columns", [[], list(DEFAULT)])
def test_no_column_ticked_is_the_usual_ones_and_so_are_they_themselves(
    annes: Client, ann: User, columns: list[str]
) -> None:
    choose(annes, columns=["last"])
    choose(annes, columns=columns)
    assert Preferences.objects.get(user=ann).columns == ""
    assert socket(annes, BOARD)["columns"] == list(DEFAULT)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("theme", "pink"),
        ("palette", "plaid"),
        ("rate", "7"),
        ("rate", "x"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("columns", "pnl"),
        ("default_list", "x"),
    ],
)
def test_what_is_not_on_offer_is_named_and_nothing_is_lost(
    decided: Client, ann: User, field: str, value: str
) -> None:
    before = Preferences.objects.values().get(user=ann)
    answer = decided.post(address(), {**CHOSEN, "palette": "red-blue", field: value})
    assert answer.status_code == 200
    assert "Select a valid choice." in said(answer.content)
    assert Preferences.objects.values().get(user=ann) == before
    if field != "palette":
        assert selected(parse(answer.content.decode()))["palette"] == ["red-blue"]


def test_strangers_are_asked_to_sign_in(client: Client, ann: User) -> None:
    for answer in (client.get(address()), client.post(address(), CHOSEN)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("account_login"))
    assert not Preferences.objects.exists()


def test_a_form_from_elsewhere_is_refused(ann: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ann)
    assert strict.post(address(), CHOSEN).status_code == 403
    assert not Preferences.objects.exists()


def test_it_can_be_read_and_posted_and_nothing_else(annes: Client) -> None:
    assert annes.delete(address()).status_code == 405
    assert annes.head(address()).status_code == 200
