"""Another person's list is not there: at every address of one, by every verb."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from dashboard.watchlists import access
from dashboard.watchlists.models import Share, Watchlist
from tests.dashboard.watchlists.keeping import AAPL, LINES
from ticker.live.close_codes import Refused

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def named(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        yield from named(each) if isinstance(each, URLResolver) else (each,)


def takes_a_list(pattern: URLPattern) -> bool:
    name = pattern.name or ""
    return name == "watchlist" or name.startswith("watchlist_")


ADDRESSES = sorted(each.name or "" for each in named(get_resolver()) if takes_a_list(each))


def address(name: str, watchlist: Watchlist) -> str:
    section = watchlist.current_entries().exclude(heading="").first()
    share = watchlist.shares.first()
    assert section is not None
    assert share is not None
    rest: dict[str, Any] = {"section": section.pk, "symbol": AAPL, "link": share.pk, "key": "plain"}
    for key in (None, *rest):
        try:
            more = {key: rest[key]} if key else {}
            return reverse(name, kwargs={"number": watchlist.pk, **more})
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name} takes something else")


@pytest.fixture
def shared(tech: Watchlist) -> Watchlist:
    Share.generate(tech).save()
    return tech


def test_these_are_the_addresses_of_a_list() -> None:
    assert len(ADDRESSES) >= 17
    assert {"watchlist", "watchlist_csv", "watchlist_edit", "watchlist_export"} <= set(ADDRESSES)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", ADDRESSES)
def test_another_persons_list_is_not_there(
    name: str, verb: str, shared: Watchlist, bobs: Client
) -> None:
    before = shared.lines(), shared.name, shared.version
    assert bobs.generic(verb, address(name, shared)).status_code == 404
    shared.refresh_from_db()
    assert (shared.lines(), shared.name, shared.version) == before
    assert shared.shares.count() == 1


@pytest.mark.parametrize("name", ADDRESSES)
def test_ones_own_is(name: str, shared: Watchlist, annes: Client) -> None:
    answers = {annes.generic(verb, address(name, shared)).status_code for verb in ("GET", "POST")}
    assert answers & {200, 302}
    assert not answers & {404, 500}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", ADDRESSES)
def test_who_is_not_signed_in_is_asked_to_whether_there_is_one_or_not(
    name: str, verb: str, shared: Watchlist, client: Client
) -> None:
    there = client.generic(verb, address(name, shared))
    elsewhere = address(name, shared).replace(str(shared.pk), "999999", 1)
    nowhere = client.generic(verb, elsewhere)
    assert there.status_code == nowhere.status_code == 302
    assert there.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["watchlist_section", "watchlist_entry", "watchlist_revoke"])
def test_what_is_in_another_list_cannot_be_reached_through_ones_own(
    name: str, shared: Watchlist, bob: User, bobs: Client
) -> None:
    own = Watchlist.objects.create(owner=bob, name="Mine")
    foreign = address(name, shared).replace(f"/{shared.pk}/", f"/{own.pk}/", 1)
    assert bobs.post(foreign).status_code == 404
    assert shared.lines() == LINES
    assert shared.shares.count() == 1


@pytest.mark.django_db
def test_every_refusal_is_a_fresh_one() -> None:
    """One that is raised again and again would remember the requests of all who caused it."""
    refusals = []
    for token in ("one", "two"):
        with pytest.raises(Refused) as refused:
            access.shared_list(token)
        refusals.append(refused.value)
    assert refusals[0] is not refusals[1]


@pytest.mark.parametrize("name", [name for name in ADDRESSES if name != "watchlist_export"])
def test_a_change_from_elsewhere_is_refused(name: str, shared: Watchlist, ann: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)
    assert client.post(address(name, shared)).status_code in (403, 405)
    assert shared.lines() == LINES
