"""The default list among the preferences."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from dashboard.accounts.models import Preferences
from dashboard.watchlists import lists
from tests.dashboard.preferences.choosing import address, choose, found, selected
from tests.dashboard.watchlists.keeping import said


def test_the_default_list_is_asked_for_once_there_are_lists(annes: Client, ann: User) -> None:
    assert "default_list" not in selected(found(annes, address()))
    first, second = lists.create(ann, "First"), lists.create(ann, "Second")
    assert selected(found(annes, address()))["default_list"] == [str(first.pk)]
    choose(annes, default_list=second.pk)
    assert lists.get_default(ann) == second
    assert selected(found(annes, address()))["default_list"] == [str(second.pk)]


def test_the_default_list_stays_where_the_form_says_none(annes: Client, ann: User) -> None:
    first = lists.create(ann, "First")
    choose(annes, theme="dark")
    assert lists.get_default(ann) == first


@pytest.mark.parametrize("has_lists", [True, False])
def test_somebody_elses_list_is_refused(annes: Client, ann: User, has_lists: bool) -> None:
    if has_lists:
        lists.create(ann, "Mine")
    bob = User.objects.create_user("bob", "bob@desk.example")
    theirs, other = lists.create(bob, "Secret"), lists.create(bob, "Other")
    answer = choose(annes, theme="dark", default_list=other.pk)
    assert "That choice is not one of the available choices." in said(answer.content)
    assert "Other" not in said(answer.content)
    assert lists.get_default(bob) == theirs
    assert not Preferences.objects.exists()
