"""Lists: how many, how they are called, and which is the default."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from dashboard.forms.refusals import RefusedEditError
from dashboard.watchlists import limits, lists
from dashboard.watchlists.models import Watchlist
from tests.dashboard.watchlists.keeping import LINES, names


def test_the_first_is_the_default(ann: User) -> None:
    first, second = lists.create(ann, "First"), lists.create(ann, "Second")
    assert (first.is_default, second.is_default) == (True, False)
    lists.make_default(second)
    assert lists.get_default(ann) == second
    assert lists.owned_lists(ann).filter(is_default=True).count() == 1


def test_who_has_none_gets_one(ann: User) -> None:
    assert lists.get_default(ann).name == "Watchlist"
    assert lists.get_default(ann) == lists.get_default(ann)


def test_when_the_default_is_deleted_another_takes_its_place(ann: User) -> None:
    first, second = lists.create(ann, "First"), lists.create(ann, "Second")
    lists.delete(first)
    assert lists.get_default(ann) == second


def test_a_name_is_there_once_whatever_its_case(ann: User, bob: User) -> None:
    lists.create(ann, "Tech")
    with pytest.raises(RefusedEditError, match="already"):
        lists.create(ann, "TECH")
    other = lists.create(ann, "Other")
    with pytest.raises(RefusedEditError, match="already"):
        lists.rename(other, "tech", "Other")
    assert lists.create(bob, "Tech").name == "Tech"


def test_a_list_is_renamed_even_to_another_case(tech: Watchlist) -> None:
    lists.rename(tech, "TECH", "Tech")
    tech.refresh_from_db()
    assert (tech.name, tech.version) == ("TECH", 3)


def test_who_was_overtaken_in_renaming_is_told(tech: Watchlist) -> None:
    lists.rename(tech, "One", "Tech")
    with pytest.raises(RefusedEditError, match="renamed meanwhile, to “One”"):
        lists.rename(tech, "Two", "Tech")
    lists.rename(tech, "One", "Tech")


def test_one_person_has_a_limit(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LISTS", 2)
    first = lists.create(ann, "First")
    lists.create(ann, "Second")
    with pytest.raises(RefusedEditError, match="may have 2"):
        lists.create(ann, "Third")
    with pytest.raises(RefusedEditError, match="may have 2"):
        lists.duplicate(first, ann, [])


def test_a_copy_has_everything_and_a_name_of_its_own(tech: Watchlist) -> None:
    one = lists.duplicate(tech, tech.owner, tech.lines())
    two = lists.duplicate(tech, tech.owner, tech.lines())
    assert [one.name, two.name] == ["Tech (copy)", "Tech (copy 2)"]
    assert one.lines() == LINES
    assert names(tech) == names(two)


def test_a_copy_of_a_long_name_still_fits(ann: User) -> None:
    watchlist = lists.create(ann, "x" * limits.NAME)
    assert len(lists.duplicate(watchlist, ann, []).name) == limits.NAME
