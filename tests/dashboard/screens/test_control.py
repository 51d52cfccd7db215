"""The remote control: what it changes, and that the wall hears of it once it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from dashboard.forms.refusals import RefusedEditError
from dashboard.screens import control, limits, names
from dashboard.screens.models import Screen
from dashboard.screens.names import NameTakenError
from dashboard.screens.programmes import Programme

Act = Callable[[Screen], None]
ACTIONS: dict[str, tuple[Act, dict[str, object]]] = {
    "blank": (lambda screen: control.set_blank(screen, True), {"is_blank": True}),
    "show": (lambda screen: control.set_blank(screen, False), {"is_blank": False}),
    "reload": (control.reload, {"loads": 1}),
    "banner": (
        lambda screen: control.set_banner(screen, "Fire drill", True),
        {"banner": "Fire drill", "banner_covers": True},
    ),
    "take down": (control.clear_banner, {"banner": "", "banner_covers": False}),
    "revoke": (control.revoke, {"paired_at": None}),
    "rename": (lambda screen: control.configure(screen, {"name": "Hall"}), {"name": "Hall"}),
    "part": (lambda screen: control.configure(screen, {"part": 2}), {"part": 2}),
}


def now(screen: Screen) -> Mapping[str, Any]:
    return Screen.objects.values().get(pk=screen.pk)


@pytest.mark.parametrize("action", ACTIONS)
def test_each_changes_what_it_says_and_the_wall_hears_of_it(
    action: str,
    floor: Screen,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    announce: Any = Mock()
    monkeypatch.setattr(control, "announce", announce)
    act, changes = ACTIONS[action]
    before = now(floor)
    with django_capture_on_commit_callbacks(execute=True):
        act(floor)
        announce.assert_not_called()
    announce.assert_called_once_with(f"screen:{floor.pk}")
    assert now(floor) == {**before, **changes, "version": before["version"] + 1}


def test_it_shows_its_name_for_so_many_seconds(floor: Screen) -> None:
    control.identify(floor)
    until = now(floor)["identified_until"]
    left = until - timezone.now()
    assert (
        timedelta(seconds=limits.IDENTIFY_SECONDS - 5)
        < left
        <= timedelta(seconds=limits.IDENTIFY_SECONDS)
    )
    assert now(floor)["version"] == floor.version + 1


def test_a_revoked_device_can_prove_nothing_any_more(floor: Screen) -> None:
    control.revoke(floor)
    assert not floor.credentials.exists()
    assert now(floor)["paired_at"] is None


def test_a_screen_that_is_deleted_is_told(
    floor: Screen,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    announce: Any = Mock()
    monkeypatch.setattr(control, "announce", announce)
    with django_capture_on_commit_callbacks(execute=True):
        control.delete(floor)
    announce.assert_called_once_with(f"screen:{floor.pk}")
    assert not Screen.objects.exists()


def test_a_programme_is_assigned_and_taken_away(floor: Screen, movers: Programme) -> None:
    control.configure(floor, {"programme": movers})
    assert now(floor)["programme_id"] == movers.pk
    control.configure(floor, {"programme": None})
    assert now(floor)["programme_id"] is None
    movers.delete()
    with pytest.raises(RefusedEditError, match="deleted meanwhile"):
        control.configure(floor, {"programme": Programme(pk=77, name="Gone")})


def test_what_changes_nothing_is_not_announced(
    floor: Screen, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        control.configure(floor, {})
    assert callbacks == []
    assert now(floor)["version"] == floor.version


@pytest.mark.parametrize("action", [*ACTIONS, "identify", "delete"])
def test_what_is_gone_is_not_made_again(action: str, floor: Screen) -> None:
    more: dict[str, Act] = {"identify": control.identify, "delete": control.delete}
    act = more[action] if action in more else ACTIONS[action][0]
    Screen.objects.all().delete()
    with pytest.raises(Screen.DoesNotExist):
        act(floor)
    assert not Screen.objects.exists()


@pytest.mark.parametrize("name", ["Floor", "FLOOR", "Großer Saal", "ÉTAGE"])
def test_a_name_is_taken_whatever_its_case(name: str, floor: Screen) -> None:
    for each in ("GROSSER SAAL", "étage"):
        control.create(each)
    with pytest.raises(NameTakenError, match=f"one called “{name}” already"):
        control.create(name)
    hall = control.create("Hall")
    with pytest.raises(NameTakenError):
        control.configure(hall, {"name": name})
    assert now(hall)["name"] == "Hall"


def test_a_screen_may_be_called_as_it_is_in_another_case(floor: Screen) -> None:
    control.configure(floor, {"name": "FLOOR"})
    assert now(floor)["name"] == "FLOOR"


def test_of_two_who_want_a_name_at_once_one_is_refused(
    floor: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = control.create("Hall")
    monkeypatch.setattr(names, "existing_names", lambda *_: set())
    with pytest.raises(NameTakenError):
        control.create("floor")
    with pytest.raises(NameTakenError):
        control.configure(hall, {"name": "floor", "part": 3})
    assert now(hall)["part"] == 1


def test_there_is_a_limit(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SCREENS", 1)
    control.create("One")
    with pytest.raises(RefusedEditError, match="There are 1 screens"):
        control.create("Two")
    assert Screen.objects.count() == 1
