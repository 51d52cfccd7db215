"""Undo: of the removal or import that is meant, and without losing what came later."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dashboard.forms.refused import RefusedEditError
from dashboard.watchlists import limits
from dashboard.watchlists.editing import editing
from dashboard.watchlists.line import Line
from dashboard.watchlists.models import Watchlist
from dashboard.watchlists.snapshot import Snapshot
from tests.dashboard.watchlists.keeping import AAPL, BITCOIN, IBM, LINES, SPY, heading, names


def put_back(watchlist: Watchlist) -> None:
    with editing(watchlist) as draft:
        draft.put_back(str(watchlist.removed().get().pk))


def undo_import(watchlist: Watchlist) -> None:
    with editing(watchlist) as draft:
        draft.undo_import(str(Snapshot.objects.get(watchlist=watchlist).pk))


def without_stamp(values: Mapping[str, object]) -> dict[str, object]:
    """All of an entry; of when it was removed only whether."""
    return {**values, "removed_at": bool(values["removed_at"])}


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
