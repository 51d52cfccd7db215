"""Every change of a list is announced, nothing else is, and only what changes is written."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from dashboard.forms.refusals import RefusedEditError
from dashboard.watchlists import editing as module
from dashboard.watchlists import limits, lists
from dashboard.watchlists.editing import edit_list
from dashboard.watchlists.listline import ListLine
from dashboard.watchlists.models import Watchlist
from dashboard.watchlists.snapshot import Snapshot
from tests.dashboard.watchlists.keeping import AAPL, BITCOIN, IBM, LINES, SPY, heading


def test_every_change_raises_the_version_and_is_announced_once_it_holds(
    tech: Watchlist,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    announce: Any = Mock()
    monkeypatch.setattr(module, "announce", announce)
    version = tech.version
    with django_capture_on_commit_callbacks(execute=True), edit_list(tech) as draft:
        draft.add(BITCOIN)
        announce.assert_not_called()
    announce.assert_called_once_with(f"watchlist:{tech.pk}")
    tech.refresh_from_db()
    assert tech.version == version + 1


def test_what_changes_nothing_is_not_announced(
    tech: Watchlist, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks, edit_list(tech) as draft:
        draft.add(AAPL)
        draft.move(SPY, -1)
        draft.move_to(SPY)
        draft.move_to(IBM, heading(tech, "Makers"))
        draft.change(AAPL, note="for the dip")
        draft.replace_lines(LINES)
    assert callbacks == []
    assert Watchlist.objects.get(pk=tech.pk).version == tech.version
    assert not Snapshot.objects.exists()


def test_a_refused_change_is_not_announced(
    tech: Watchlist, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with (
        django_capture_on_commit_callbacks() as callbacks,
        pytest.raises(RefusedEditError),
        edit_list(tech) as draft,
    ):
        draft.move(BITCOIN, 1)
    assert callbacks == []


def test_of_a_thousand_symbols_one_is_moved_with_few_queries(
    ann: User, django_assert_max_num_queries: Any
) -> None:
    watchlist = Watchlist.objects.create(owner=ann, name="Long")
    with edit_list(watchlist) as draft:
        draft.extend([ListLine(symbol=f"XNYS:A{number}") for number in range(limits.SYMBOLS)])
    with django_assert_max_num_queries(7), edit_list(watchlist) as draft:
        draft.move("XNYS:A500", -1)


def test_an_import_writes_only_what_it_changes(
    ann: User, django_assert_max_num_queries: Any
) -> None:
    lines = [ListLine(symbol=f"XNYS:A{number}") for number in range(limits.SYMBOLS)]
    watchlist = lists.create(ann, "Long", lines)
    with django_assert_max_num_queries(4), edit_list(watchlist) as draft:
        draft.replace_lines(lines)
    with CaptureQueriesContext(connection) as asked, edit_list(watchlist) as draft:
        draft.replace_lines(
            [ListLine(symbol="XNYS:A0", note="new"), *lines[1:-1], ListLine(symbol=BITCOIN)]
        )
    updates = [each["sql"] for each in asked if each["sql"].startswith('UPDATE "dashboard_entry"')]
    assert len(updates) == 1
    assert updates[0].count("WHEN") == 1, "one field of one entry"
