"""Sharing: a link shows what its maker chose, to anybody, until it is revoked."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from dashboard.watchlists import limits
from dashboard.watchlists.models import Share, Watchlist
from tests.dashboard.watchlists.keeping import AAPL, LINES, names, said


def made(watchlist: Watchlist, **shows: bool) -> str:
    """The address of a new link."""
    share = Share.generate(watchlist, **shows)
    share.save()
    return reverse("shared", args=[share.token])


def test_a_link_is_made_shown_and_revoked(tech: Watchlist, annes: Client, client: Client) -> None:
    annes.post(reverse("watchlist_links", args=[tech.pk]), {"shows_notes": "on"})
    share = tech.shares.get()
    page = annes.get(reverse("watchlist_links", args=[tech.pk])).content.decode()
    assert f"http://testserver/watchlists/shared/{share.token}/" in page
    assert client.get(reverse("shared", args=[share.token])).status_code == 200
    annes.post(reverse("watchlist_revoke", args=[tech.pk, share.pk]))
    assert client.get(reverse("shared", args=[share.token])).status_code == 404


def test_who_reads_the_database_cannot_open_it(tech: Watchlist, client: Client) -> None:
    made(tech)
    share = tech.shares.get()
    kept = {share.seed, share.digest, str(share.pk)}
    assert share.token not in kept
    assert len(share.token) == 43
    for each in kept:
        assert client.get(f"/watchlists/shared/{each}/").status_code == 404


@pytest.mark.parametrize(
    ("shows", "note", "position"),
    [
        ({}, False, False),
        ({"shows_notes": True}, True, False),
        ({"shows_positions": True}, False, True),
        ({"shows_notes": True, "shows_positions": True}, True, True),
    ],
)
def test_it_shows_no_more_than_it_is_meant_to(
    shows: dict[str, bool], note: bool, position: bool, tech: Watchlist, client: Client
) -> None:
    address = made(tech, **shows)
    everything = "?columns=symbol&columns=note&columns=quantity&columns=cost&columns=pnl"
    for each in (f"{address}{everything}", f"{address[:-1]}.csv", f"{address[:-1]}.json"):
        answer = client.get(each)
        assert answer.status_code == 200
        text = answer.content.decode()
        assert AAPL in text
        assert ("for the dip" in text) == note
        assert ("90.5" in text) == position
    assert "Edit" not in said(client.get(address).content)


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed_by_it(verb: str, tech: Watchlist, client: Client) -> None:
    assert client.generic(verb, made(tech)).status_code == 405
    assert tech.lines() == LINES


def test_what_it_shows_is_copied_and_no_more(
    tech: Watchlist, bob: User, bobs: Client, client: Client
) -> None:
    address = made(tech, shows_notes=True)
    first = client.post(f"{address}copy/", {"next": address}).headers["Location"]
    assert first == f"/accounts/login/?next={address}"
    answer = bobs.post(f"{address}copy/")
    copy = Watchlist.objects.get(owner=bob)
    assert answer.headers["Location"] == copy.get_absolute_url()
    assert copy.name == "Tech (copy)"
    assert names(copy) == names(tech)
    kept = copy.current_entries().get(symbol=AAPL)
    assert (kept.note, kept.quantity) == ("for the dip", None)


def test_what_was_never_a_link_opens_nothing(tech: Watchlist, client: Client, bobs: Client) -> None:
    for token in ("x", "0" * 43, "é" * 43, "../1"):
        assert client.get(f"/watchlists/shared/{token}/").status_code == 404
        assert bobs.post(f"/watchlists/shared/{token}/copy/").status_code == 404


def test_a_changed_secret_key_leaves_links_working_but_not_shown(
    tech: Watchlist, annes: Client, ann: User, settings: Settings
) -> None:
    address = made(tech)
    settings.SECRET_KEY = "another" * 8
    assert Client().get(address).status_code == 200
    annes.force_login(ann)
    page = annes.get(reverse("watchlist_links", args=[tech.pk]))
    assert "cannot be shown" in said(page.content)


def test_there_is_a_limit(tech: Watchlist, annes: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINKS", 1)
    address = reverse("watchlist_links", args=[tech.pk])
    annes.post(address)
    answer = annes.post(address, follow=True)
    assert "may have 1 links" in said(answer.content)
    assert tech.shares.count() == 1
