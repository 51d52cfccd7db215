"""Editing: what a list does when it is changed, and what it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from dashboard.watchlists import editing as module
from dashboard.watchlists import limits, lists
from dashboard.watchlists.editing import RefusedEditError, editing
from dashboard.watchlists.line import Line
from dashboard.watchlists.models import Entry, Watchlist
from dashboard.watchlists.snapshot import Snapshot
from tests.dashboard.watchlists.keeping import AAPL, BITCOIN, IBM, LINES, SPY, names


def heading(watchlist: Watchlist, text: str) -> str:
    return f"#{watchlist.kept().get(heading=text).pk}"


def put_back(watchlist: Watchlist) -> None:
    with editing(watchlist) as draft:
        draft.put_back(str(watchlist.removed().get().pk))


def undo_import(watchlist: Watchlist) -> None:
    with editing(watchlist) as draft:
        draft.undo_import(str(Snapshot.objects.get(watchlist=watchlist).pk))


def without_stamp(values: Mapping[str, object]) -> dict[str, object]:
    """All of an entry; of when it was removed only whether."""
    return {**values, "removed_at": bool(values["removed_at"])}


def test_it_keeps_what_it_is_given_in_its_order(tech: Watchlist) -> None:
    assert tech.lines() == LINES


def test_what_is_added_comes_last_and_once(tech: Watchlist) -> None:
    with editing(tech) as draft:
        assert draft.add(BITCOIN)
        assert not draft.add(BITCOIN)
        assert not draft.add(AAPL)
        draft.add_section("Coins")
    assert names(tech) == [SPY, "Makers", AAPL, IBM, "Later", BITCOIN, "Coins"]


def test_the_database_keeps_no_symbol_twice(tech: Watchlist) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(watchlist=tech, symbol=SPY, position=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(watchlist=tech, symbol=BITCOIN, heading="Both", position=9)


def test_an_entry_moves_past_whatever_stands_there_and_stays_at_the_ends(tech: Watchlist) -> None:
    with editing(tech) as draft:
        draft.move(AAPL, -1)
        draft.move(SPY, -1)
        draft.move(heading(tech, "Later"), 1)
    assert names(tech) == [SPY, AAPL, "Makers", IBM, "Later"]
    with editing(tech) as draft:
        draft.move(heading(tech, "Makers"), -1)
        draft.move(heading(tech, "Makers"), -1)
    assert names(tech) == ["Makers", SPY, AAPL, IBM, "Later"]


def test_an_entry_moves_to_the_top_or_into_a_section(tech: Watchlist) -> None:
    with editing(tech) as draft:
        draft.move_to(IBM)
        draft.move_to(SPY, heading(tech, "Makers"))
    assert names(tech) == [IBM, "Makers", AAPL, SPY, "Later"]
    with editing(tech) as draft:
        draft.move_to(IBM, heading(tech, "Later"))
        draft.move_to(heading(tech, "Later"))
    assert names(tech) == ["Later", "Makers", AAPL, SPY, IBM]
    with editing(tech) as draft:
        draft.move_to(AAPL, heading(tech, "Later"))
    assert names(tech) == ["Later", AAPL, "Makers", SPY, IBM]
    positions = [entry.position for entry in tech.kept()]
    assert positions == sorted(set(positions))


def test_what_was_removed_comes_back_to_its_place_with_all_that_was_kept(tech: Watchlist) -> None:
    with editing(tech) as draft:
        draft.remove(AAPL)
    assert names(tech) == [SPY, "Makers", IBM, "Later"]
    with editing(tech) as draft:
        draft.move(IBM, 1)
    put_back(tech)
    assert names(tech) == [SPY, "Makers", AAPL, "Later", IBM]
    assert LINES[2] in tech.lines()
    assert not tech.removed().exists()


def test_a_section_goes_without_what_is_in_it(tech: Watchlist) -> None:
    with editing(tech) as draft:
        draft.remove(heading(tech, "Makers"))
    assert names(tech) == [SPY, AAPL, IBM, "Later"]
    put_back(tech)
    assert names(tech) == [SPY, "Makers", AAPL, IBM, "Later"]


def test_what_was_removed_comes_back_behind_its_neighbour_whatever_happened_since(
    tech: Watchlist,
) -> None:
    with editing(tech) as draft:
        draft.remove(IBM)
    for symbol in (BITCOIN, "XNAS:NVDA", "XNAS:MSFT"):
        with editing(tech) as draft:
            draft.add(symbol)
            draft.move_to(symbol)
    with editing(tech) as draft:
        draft.become([Line(symbol="XNYS:GE"), *draft.lines])
        draft.change(AAPL, note="later")
    put_back(tech)
    assert names(tech)[4:] == [SPY, "Makers", AAPL, IBM, "Later"]
    assert tech.kept().get(symbol=AAPL).note == "later"


def test_undo_means_the_removal_that_it_was_shown_with(tech: Watchlist) -> None:
    with editing(tech) as draft:
        shown = str(draft.remove(AAPL).pk)
    with editing(tech) as draft:
        draft.remove(IBM)
    with pytest.raises(RefusedEditError, match="something else"), editing(tech) as draft:
        draft.put_back(shown)
    assert [str(entry) for entry in tech.removed()] == [IBM]
    put_back(tech)
    assert names(tech) == [SPY, "Makers", IBM, "Later"]


def test_what_was_added_again_meanwhile_is_not_doubled(tech: Watchlist) -> None:
    with editing(tech) as draft:
        draft.remove(SPY)
        draft.add(SPY)
    with pytest.raises(RefusedEditError, match="in the list already"):
        put_back(tech)
    assert names(tech) == ["Makers", AAPL, IBM, "Later", SPY]


def test_an_import_is_undone_to_the_same_entries_even_at_the_limit(
    tech: Watchlist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SYMBOLS", 3)
    with editing(tech) as draft:
        draft.remove(IBM)
    before = list(tech.entries.values())
    with editing(tech) as draft:
        draft.become([Line(symbol=BITCOIN), Line(symbol="XNYS:GE"), Line(symbol=SPY, note="new")])
    assert names(tech) == [BITCOIN, "XNYS:GE", SPY]
    undo_import(tech)
    assert [without_stamp(each) for each in tech.entries.values()] == [
        without_stamp(each) for each in before
    ]
    put_back(tech)
    assert tech.lines() == LINES


def test_after_another_change_an_import_is_not_undone(tech: Watchlist) -> None:
    with editing(tech) as draft:
        draft.become([Line(symbol=BITCOIN)])
    number = str(Snapshot.objects.get().pk)
    with editing(tech) as draft:
        draft.change(BITCOIN, note="from another tab")
    with pytest.raises(RefusedEditError, match="changed since"), editing(tech) as draft:
        draft.undo_import(number)
    assert names(tech) == [BITCOIN]
    assert tech.kept().get().note == "from another tab"


def test_undo_means_the_import_that_it_was_shown_with(tech: Watchlist) -> None:
    with editing(tech) as draft:
        draft.become([Line(symbol=BITCOIN)])
    number = str(Snapshot.objects.get().pk)
    with editing(tech) as draft:
        draft.become([Line(symbol=SPY)])
    with pytest.raises(RefusedEditError, match="changed since"), editing(tech) as draft:
        draft.undo_import(number)
    undo_import(tech)
    assert names(tech) == [BITCOIN]


def test_what_was_removed_outlives_an_import(tech: Watchlist) -> None:
    with editing(tech) as draft:
        draft.remove(AAPL)
    with editing(tech) as draft:
        draft.become([Line(symbol=BITCOIN), *draft.lines])
    put_back(tech)
    assert tech.lines() == [Line(symbol=BITCOIN), *LINES]


def test_what_becomes_what_it_is_stays_the_same_entries(tech: Watchlist) -> None:
    before = list(tech.kept().values())
    with editing(tech) as draft:
        draft.become(LINES)
    assert list(tech.kept().values()) == before
    with editing(tech) as draft:
        draft.become([*LINES[3:], *LINES[:3]])
    assert tech.lines() == [*LINES[3:], *LINES[:3]]
    assert {entry.pk for entry in tech.kept()} == {entry["id"] for entry in before}


def test_what_is_no_longer_there_is_said(tech: Watchlist) -> None:
    def remove_and_move() -> None:
        with editing(tech) as draft:
            draft.remove(SPY)
            draft.move(BITCOIN, 1)

    with pytest.raises(RefusedEditError, match="no longer in the list"):
        remove_and_move()
    assert names(tech)[0] == SPY, "nothing of a refused change remains"


def test_a_list_has_its_limits(tech: Watchlist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SYMBOLS", 4)
    monkeypatch.setattr(limits, "SECTIONS", 2)
    with editing(tech) as draft:
        draft.add(BITCOIN)
    with (
        pytest.raises(RefusedEditError, match="4 symbols, and this would make 5"),
        editing(tech) as draft,
    ):
        draft.add("XNAS:NVDA")
    with (
        pytest.raises(RefusedEditError, match="2 sections, and this would make 3"),
        editing(tech) as draft,
    ):
        draft.add_section("Third")
    assert len(names(tech)) == 6


def test_every_change_raises_the_version_and_is_announced_once_it_holds(
    tech: Watchlist,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    announce: Any = Mock()
    monkeypatch.setattr(module, "announce", announce)
    version = tech.version
    with django_capture_on_commit_callbacks(execute=True), editing(tech) as draft:
        draft.add(BITCOIN)
        announce.assert_not_called()
    announce.assert_called_once_with(f"watchlist:{tech.pk}")
    tech.refresh_from_db()
    assert tech.version == version + 1


def test_what_changes_nothing_is_not_announced(
    tech: Watchlist, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks, editing(tech) as draft:
        draft.add(AAPL)
        draft.move(SPY, -1)
        draft.move_to(SPY)
        draft.move_to(IBM, heading(tech, "Makers"))
        draft.change(AAPL, note="for the dip")
        draft.become(LINES)
    assert callbacks == []
    assert Watchlist.objects.get(pk=tech.pk).version == tech.version
    assert not Snapshot.objects.exists()


def test_a_refused_change_is_not_announced(
    tech: Watchlist, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with (
        django_capture_on_commit_callbacks() as callbacks,
        pytest.raises(RefusedEditError),
        editing(tech) as draft,
    ):
        draft.move(BITCOIN, 1)
    assert callbacks == []


def test_of_a_thousand_symbols_one_is_moved_with_few_queries(
    ann: User, django_assert_max_num_queries: Any
) -> None:
    watchlist = Watchlist.objects.create(owner=ann, name="Long")
    with editing(watchlist) as draft:
        draft.extend([Line(symbol=f"XNYS:A{number}") for number in range(limits.SYMBOLS)])
    with django_assert_max_num_queries(7), editing(watchlist) as draft:
        draft.move("XNYS:A500", -1)


def test_an_import_writes_only_what_it_changes(
    ann: User, django_assert_max_num_queries: Any
) -> None:
    lines = [Line(symbol=f"XNYS:A{number}") for number in range(limits.SYMBOLS)]
    watchlist = lists.create(ann, "Long", lines)
    with django_assert_max_num_queries(4), editing(watchlist) as draft:
        draft.become(lines)
    with CaptureQueriesContext(connection) as asked, editing(watchlist) as draft:
        draft.become([Line(symbol="XNYS:A0", note="new"), *lines[1:-1], Line(symbol=BITCOIN)])
    updates = [each["sql"] for each in asked if each["sql"].startswith('UPDATE "dashboard_entry"')]
    assert len(updates) == 1
    assert updates[0].count("XNYS:A") == 1
