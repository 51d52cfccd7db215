"""Undo: of the removal or import that is meant, and without losing what came later."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dashboard.forms.refusals import RefusedEditError
from dashboard.watchlists import limits
from dashboard.watchlists.editing import edit_list
from dashboard.watchlists.listline import ListLine
from dashboard.watchlists.models import Watchlist
from dashboard.watchlists.snapshot import Snapshot
from tests.dashboard.watchlists.keeping import AAPL, BITCOIN, IBM, LINES, SPY, heading, names


def put_back(watchlist: Watchlist) -> None:
    with edit_list(watchlist) as draft:
        draft.restore_removed(str(watchlist.removed_entries().get().pk))


def undo_import(watchlist: Watchlist) -> None:
    with edit_list(watchlist) as draft:
        draft.undo_import(str(Snapshot.objects.get(watchlist=watchlist).pk))


def without_stamp(values: Mapping[str, object]) -> dict[str, object]:
    """All of an entry; of when it was removed only whether."""
    return {**values, "removed_at": bool(values["removed_at"])}


def test_what_was_removed_comes_back_to_its_place_with_all_that_was_kept(tech: Watchlist) -> None:
    with edit_list(tech) as draft:
        draft.remove(AAPL)
    assert names(tech) == [SPY, "Makers", IBM, "Later"]
    with edit_list(tech) as draft:
        draft.move(IBM, 1)
    put_back(tech)
    assert names(tech) == [SPY, "Makers", AAPL, "Later", IBM]
    assert LINES[2] in tech.lines()
    assert not tech.removed_entries().exists()


def test_a_section_goes_without_what_is_in_it(tech: Watchlist) -> None:
    with edit_list(tech) as draft:
        draft.remove(heading(tech, "Makers"))
    assert names(tech) == [SPY, AAPL, IBM, "Later"]
    put_back(tech)
    assert names(tech) == [SPY, "Makers", AAPL, IBM, "Later"]


def test_what_was_removed_comes_back_behind_its_neighbour_whatever_happened_since(
    tech: Watchlist,
) -> None:
    with edit_list(tech) as draft:
        draft.remove(IBM)
    for symbol in (BITCOIN, "XNAS:NVDA", "XNAS:MSFT"):
        with edit_list(tech) as draft:
            draft.add(symbol)
            draft.move_to(symbol)
    with edit_list(tech) as draft:
        draft.replace_lines([ListLine(symbol="XNYS:GE"), *draft.lines])
        draft.change(AAPL, note="later")
    put_back(tech)
    assert names(tech)[4:] == [SPY, "Makers", AAPL, IBM, "Later"]
    assert tech.current_entries().get(symbol=AAPL).note == "later"


def test_undo_means_the_removal_that_it_was_shown_with(tech: Watchlist) -> None:
    with edit_list(tech) as draft:
        shown = str(draft.remove(AAPL).pk)
    with edit_list(tech) as draft:
        draft.remove(IBM)
    with pytest.raises(RefusedEditError, match="something else"), edit_list(tech) as draft:
        draft.restore_removed(shown)
    assert [str(entry) for entry in tech.removed_entries()] == [IBM]
    put_back(tech)
    assert names(tech) == [SPY, "Makers", IBM, "Later"]


def test_what_was_added_again_meanwhile_is_not_doubled(tech: Watchlist) -> None:
    with edit_list(tech) as draft:
        draft.remove(SPY)
        draft.add(SPY)
    with pytest.raises(RefusedEditError, match="in the list already"):
        put_back(tech)
    assert names(tech) == ["Makers", AAPL, IBM, "Later", SPY]


def test_an_import_is_undone_to_the_same_entries_even_at_the_limit(
    tech: Watchlist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SYMBOLS", 3)
    with edit_list(tech) as draft:
        draft.remove(IBM)
    before = list(tech.entries.values())
    with edit_list(tech) as draft:
        draft.replace_lines(
            [ListLine(symbol=BITCOIN), ListLine(symbol="XNYS:GE"), ListLine(symbol=SPY, note="new")]
        )
    assert names(tech) == [BITCOIN, "XNYS:GE", SPY]
    undo_import(tech)
    assert [without_stamp(each) for each in tech.entries.values()] == [
        without_stamp(each) for each in before
    ]
    put_back(tech)
    assert tech.lines() == LINES


def test_after_another_change_an_import_is_not_undone(tech: Watchlist) -> None:
    with edit_list(tech) as draft:
        draft.replace_lines([ListLine(symbol=BITCOIN)])
    number = str(Snapshot.objects.get().pk)
    with edit_list(tech) as draft:
        draft.change(BITCOIN, note="from another tab")
    with pytest.raises(RefusedEditError, match="changed since"), edit_list(tech) as draft:
        draft.undo_import(number)
    assert names(tech) == [BITCOIN]
    assert tech.current_entries().get().note == "from another tab"


def test_undo_means_the_import_that_it_was_shown_with(tech: Watchlist) -> None:
    with edit_list(tech) as draft:
        draft.replace_lines([ListLine(symbol=BITCOIN)])
    number = str(Snapshot.objects.get().pk)
    with edit_list(tech) as draft:
        draft.replace_lines([ListLine(symbol=SPY)])
    with pytest.raises(RefusedEditError, match="changed since"), edit_list(tech) as draft:
        draft.undo_import(number)
    undo_import(tech)
    assert names(tech) == [BITCOIN]


def test_what_was_removed_outlives_an_import(tech: Watchlist) -> None:
    with edit_list(tech) as draft:
        draft.remove(AAPL)
    with edit_list(tech) as draft:
        draft.replace_lines([ListLine(symbol=BITCOIN), *draft.lines])
    put_back(tech)
    assert tech.lines() == [ListLine(symbol=BITCOIN), *LINES]
