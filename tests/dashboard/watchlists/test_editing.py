"""Editing: what a list does when it is changed, and what it refuses."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from dashboard.watchlists import editing as module
from dashboard.watchlists import limits
from dashboard.watchlists.editing import RefusedEditError, editing
from dashboard.watchlists.line import Line
from dashboard.watchlists.models import Entry, Watchlist
from tests.dashboard.watchlists.keeping import AAPL, BITCOIN, IBM, LINES, SPY, names


def heading(watchlist: Watchlist, text: str) -> str:
    return f"#{watchlist.kept().get(heading=text).pk}"


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
    with editing(tech) as draft:
        assert [str(entry) for entry in draft.put_back()] == [AAPL]
    assert names(tech) == [SPY, "Makers", AAPL, "Later", IBM]
    assert LINES[2] in tech.lines()
    assert not tech.removed().exists()


def test_a_section_goes_without_what_is_in_it(tech: Watchlist) -> None:
    with editing(tech) as draft:
        draft.remove(heading(tech, "Makers"))
    assert names(tech) == [SPY, AAPL, IBM, "Later"]
    with editing(tech) as draft:
        draft.put_back()
    assert names(tech) == [SPY, "Makers", AAPL, IBM, "Later"]


def test_only_the_last_removal_can_be_undone(tech: Watchlist) -> None:
    with editing(tech) as draft:
        draft.remove(AAPL)
    with editing(tech) as draft:
        draft.remove(IBM)
    with editing(tech) as draft:
        draft.put_back()
    assert names(tech) == [SPY, "Makers", IBM, "Later"]


def test_what_was_added_again_meanwhile_is_not_doubled(tech: Watchlist) -> None:
    with editing(tech) as draft:
        draft.remove(SPY)
        draft.add(SPY)
    with editing(tech) as draft:
        assert draft.put_back() == []
    assert names(tech) == ["Makers", AAPL, IBM, "Later", SPY]


def test_all_that_was_replaced_can_be_put_back(tech: Watchlist) -> None:
    with editing(tech) as draft:
        draft.become([Line(symbol=BITCOIN), Line(symbol=SPY, note="new")])
    assert names(tech) == [BITCOIN, SPY]
    with editing(tech) as draft:
        draft.put_back()
    assert set(names(tech)) == {BITCOIN, SPY, "Makers", AAPL, IBM, "Later"}
    assert tech.kept().get(symbol=SPY).note == "new"


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
