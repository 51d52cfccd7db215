"""Editing: what a list does when it is changed, and what it refuses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from dashboard.forms.refusals import RefusedEditError
from dashboard.watchlists import limits
from dashboard.watchlists.editing import edit_list
from dashboard.watchlists.models import Entry, Watchlist
from tests.dashboard.watchlists.keeping import AAPL, BITCOIN, IBM, LINES, SPY, heading, names


def test_it_keeps_what_it_is_given_in_its_order(tech: Watchlist) -> None:
    assert tech.lines() == LINES


def test_what_is_added_comes_last_and_once(tech: Watchlist) -> None:
    with edit_list(tech) as draft:
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
    with edit_list(tech) as draft:
        draft.move(AAPL, -1)
        draft.move(SPY, -1)
        draft.move(heading(tech, "Later"), 1)
    assert names(tech) == [SPY, AAPL, "Makers", IBM, "Later"]
    with edit_list(tech) as draft:
        draft.move(heading(tech, "Makers"), -1)
        draft.move(heading(tech, "Makers"), -1)
    assert names(tech) == ["Makers", SPY, AAPL, IBM, "Later"]


def test_an_entry_moves_to_the_top_or_into_a_section(tech: Watchlist) -> None:
    with edit_list(tech) as draft:
        draft.move_to(IBM)
        draft.move_to(SPY, heading(tech, "Makers"))
    assert names(tech) == [IBM, "Makers", AAPL, SPY, "Later"]
    with edit_list(tech) as draft:
        draft.move_to(IBM, heading(tech, "Later"))
        draft.move_to(heading(tech, "Later"))
    assert names(tech) == ["Later", "Makers", AAPL, SPY, IBM]
    with edit_list(tech) as draft:
        draft.move_to(AAPL, heading(tech, "Later"))
    assert names(tech) == ["Later", AAPL, "Makers", SPY, IBM]
    positions = [entry.position for entry in tech.current_entries()]
    assert positions == sorted(set(positions))


def test_what_becomes_what_it_is_stays_the_same_entries(tech: Watchlist) -> None:
    before = list(tech.current_entries().values())
    with edit_list(tech) as draft:
        draft.replace_lines(LINES)
    assert list(tech.current_entries().values()) == before
    with edit_list(tech) as draft:
        draft.replace_lines([*LINES[3:], *LINES[:3]])
    assert tech.lines() == [*LINES[3:], *LINES[:3]]
    assert {entry.pk for entry in tech.current_entries()} == {entry["id"] for entry in before}


def test_what_is_no_longer_there_is_said(tech: Watchlist) -> None:
    def remove_and_move() -> None:
        with edit_list(tech) as draft:
            draft.remove(SPY)
            draft.move(BITCOIN, 1)

    with pytest.raises(RefusedEditError, match="no longer in the list"):
        remove_and_move()
    assert names(tech)[0] == SPY, "nothing of a refused change remains"


def test_a_list_has_its_limits(tech: Watchlist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SYMBOLS", 4)
    monkeypatch.setattr(limits, "SECTIONS", 2)
    with edit_list(tech) as draft:
        draft.add(BITCOIN)
    with (
        pytest.raises(RefusedEditError, match="4 symbols, and this would make 5"),
        edit_list(tech) as draft,
    ):
        draft.add("XNAS:NVDA")
    with (
        pytest.raises(RefusedEditError, match="2 sections, and this would make 3"),
        edit_list(tech) as draft,
    ):
        draft.add_section("Third")
    assert len(names(tech)) == 6
