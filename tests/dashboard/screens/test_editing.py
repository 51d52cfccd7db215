"""Programmes: every change is announced, and what is gone or too much is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoCaptureOnCommitCallbacks

from dashboard.forms.refusals import RefusedEditError
from dashboard.screens import control, editing, limits, names, programmes
from dashboard.screens.models import Screen
from dashboard.screens.names import NameTakenError
from dashboard.screens.programmes import Programme, ProgrammePage
from dashboard.watchlists import lists
from dashboard.watchlists.models import Watchlist

CHANGES: dict[str, Callable[[Programme], object]] = {
    "its fields": lambda each: editing.configure(each, {"theme": "light"}),
    "its name": lambda each: editing.configure(each, {"name": "Others"}),
    "a new page": lambda each: editing.add_page(each, {"board": "etfs"}),
    "a page": lambda each: editing.change_page(each.pages.all()[0], {"dwell": 30}),
    "the order": lambda each: editing.move_page(each, number(each, 0), 1),
    "one page less": lambda each: editing.remove_page(each, number(each, 0)),
}


def number(programme: Programme, place: int) -> str:
    return str(programme.pages.all()[place].pk)


def boards(programme: Programme) -> list[str]:
    return [page.board for page in programme.pages.all()]


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_raises_the_version_and_is_announced_once_it_holds(
    change: str,
    movers: Programme,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    announce: Any = Mock()
    monkeypatch.setattr(programmes, "announce", announce)
    with django_capture_on_commit_callbacks(execute=True):
        CHANGES[change](movers)
        announce.assert_not_called()
    announce.assert_called_once_with(f"programme:{movers.pk}")
    assert Programme.objects.get().version == movers.version + 1


def test_its_screens_hear_that_it_is_deleted(
    movers: Programme,
    floor: Screen,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    announce: Any = Mock()
    monkeypatch.setattr(editing, "announce", announce)
    control.configure(floor, {"programme": movers})
    other = control.create("Other")
    version = Screen.objects.get(pk=floor.pk).version
    with django_capture_on_commit_callbacks(execute=True):
        editing.delete(movers)
        announce.assert_not_called()
    announce.assert_called_once_with(f"programme:{movers.pk}", f"screen:{floor.pk}")
    floor.refresh_from_db()
    assert (floor.programme, floor.version) == (None, version + 1)
    assert Screen.objects.get(pk=other.pk).version == other.version
    assert not ProgrammePage.objects.exists()


def test_pages_move_and_stay_at_the_ends(movers: Programme) -> None:
    editing.add_page(movers, {"board": "etfs"})
    assert boards(movers) == ["gainers", "losers", "etfs"]
    editing.move_page(movers, number(movers, 2), -1)
    assert boards(movers) == ["gainers", "etfs", "losers"]
    editing.move_page(movers, number(movers, 0), -1)
    editing.move_page(movers, number(movers, 2), 1)
    assert boards(movers) == ["gainers", "etfs", "losers"]
    editing.move_page(movers, number(movers, 0), 1)
    assert boards(movers) == ["etfs", "gainers", "losers"]


def test_a_copy_has_all_but_the_name_and_the_screens(movers: Programme, floor: Screen) -> None:
    control.configure(floor, {"programme": movers})
    fields = {"theme": "light", "days": "04", "time_zone": "Europe/Zurich", "outside": "blank"}
    editing.configure(movers, fields)
    editing.change_page(movers.pages.all()[1], {"layout": "tiles", "rows": 6, "dwell": 99})
    movers.refresh_from_db()
    copies = [editing.duplicate(movers) for _ in range(2)]
    assert [copy.name for copy in copies] == ["Movers (copy)", "Movers (copy 2)"]
    for copy in copies:
        assert {name: getattr(copy, name) for name in fields} == fields
        assert not copy.screens.exists()
        pages = [
            list(each.pages.values_list("position", "board", "layout", "rows", "dwell"))
            for each in (movers, copy)
        ]
        assert pages[0] == pages[1]
    assert movers.pages.count() == 2


def test_a_long_name_is_cut_for_its_copy(ann: User) -> None:
    long = editing.create("x" * limits.NAME)
    assert editing.duplicate(long).name == "x" * (limits.NAME - 7) + " (copy)"


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_deleted_meanwhile_is_not_made_again(change: str, movers: Programme) -> None:
    page = movers.pages.all()[0]
    of_a_page: dict[str, Callable[[Programme], object]] = {
        "a page": lambda _: editing.change_page(page, {"dwell": 30}),
        "the order": lambda each: editing.move_page(each, "1", 1),
        "one page less": lambda each: editing.remove_page(each, "1"),
    }
    Programme.objects.filter(pk=movers.pk).delete()
    with pytest.raises(Programme.DoesNotExist):
        {**CHANGES, **of_a_page}[change](movers)
    assert not Programme.objects.exists()


def test_a_page_that_is_gone_is_said(movers: Programme) -> None:
    page = movers.pages.all()[0]
    editing.remove_page(movers, str(page.pk))
    with pytest.raises(RefusedEditError, match="no longer in the programme"):
        editing.change_page(page, {"dwell": 30})
    for number in (str(page.pk), "", "x"):
        with pytest.raises(RefusedEditError, match="no longer in the programme"):
            editing.move_page(movers, number, 1)
        with pytest.raises(RefusedEditError, match="no longer in the programme"):
            editing.remove_page(movers, number)
    assert boards(movers) == ["losers"]


def test_a_list_that_is_deleted_meanwhile_is_said(movers: Programme, ann: User) -> None:
    tech = lists.create(ann, "Tech")
    lists.delete(Watchlist.objects.get(pk=tech.pk))
    with pytest.raises(RefusedEditError, match="“Tech” has been deleted meanwhile"):
        editing.add_page(movers, {"watchlist": tech})
    with pytest.raises(RefusedEditError, match="“Tech” has been deleted meanwhile"):
        editing.change_page(movers.pages.all()[0], {"watchlist": tech})
    assert boards(movers) == ["gainers", "losers"]


def test_a_name_is_taken_whatever_its_case(
    movers: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = editing.create("Other")
    for way in ("asked first", "raced"):
        if way == "raced":
            monkeypatch.setattr(names, "existing_names", lambda *_: set())
        with pytest.raises(NameTakenError):
            editing.create("MOVERS")
        with pytest.raises(NameTakenError):
            editing.configure(other, {"name": "movers", "theme": "light"})
    other.refresh_from_db()
    assert (other.name, other.theme) == ("Other", "dark")
    editing.configure(movers, {"name": "MOVERS"})


def test_there_are_limits(movers: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAGES", 2)
    with pytest.raises(RefusedEditError, match="may have 2 pages"):
        editing.add_page(movers, {"board": "all"})
    assert boards(movers) == ["gainers", "losers"]
    monkeypatch.setattr(limits, "PROGRAMMES", 1)
    with pytest.raises(RefusedEditError, match="There are 1 programmes"):
        editing.create("More")
    with pytest.raises(RefusedEditError, match="There are 1 programmes"):
        editing.duplicate(movers)
    assert Programme.objects.count() == 1
