"""Remote control of a screen. Each change is announced to its wall."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dashboard.forms.refusals import RefusedEditError
from dashboard.screens import limits
from dashboard.screens.models import Screen
from dashboard.screens.names import unique_name
from dashboard.screens.programmes import Programme
from ticker.live.topics import announce


def create(name: str) -> Screen:
    """Raises RefusedEditError."""
    with unique_name(Screen, name):
        if Screen.objects.count() >= limits.SCREENS:
            raise RefusedEditError(
                f"There are {limits.SCREENS} screens, and there may be no more. Delete one first."
            )
        return Screen.objects.create(name=name)


def configure(screen: Screen, changes: Mapping[str, Any]) -> None:
    """Change any of ``name``, ``programme`` and ``part``. Raises RefusedEditError."""
    if not changes:
        return
    with unique_name(Screen, changes.get("name"), excluded=screen.pk):
        _check_programme(changes.get("programme"))
        _update(screen, **changes)


def _check_programme(programme: object) -> None:
    """Lock the programme until the transaction ends. Raises RefusedEditError."""
    if isinstance(programme, Programme):
        there = Programme.objects.select_for_update().filter(pk=programme.pk)
        if there.first() is None:
            raise RefusedEditError(f"The programme “{programme}” has been deleted meanwhile.")


def set_blank(screen: Screen, is_blank: bool) -> None:
    _update(screen, is_blank=is_blank)


def identify(screen: Screen) -> None:
    _update(screen, identified_until=timezone.now() + timedelta(seconds=limits.IDENTIFY_SECONDS))


def set_banner(screen: Screen, text: str, covers: bool) -> None:
    _update(screen, banner=text, banner_covers=covers)


def clear_banner(screen: Screen) -> None:
    _update(screen, banner="", banner_covers=False)


def reload(screen: Screen) -> None:
    _update(screen, loads=F("loads") + 1)


def revoke(screen: Screen) -> None:
    """Unpair the device, which then shows a code."""
    with transaction.atomic():
        _update(screen, paired_at=None)
        screen.credentials.all().delete()


def delete(screen: Screen) -> None:
    with transaction.atomic():
        _update(screen)
        Screen.objects.filter(pk=screen.pk).delete()


def _update(screen: Screen, **values: object) -> None:
    """Raises Screen.DoesNotExist if it was deleted meanwhile."""
    with transaction.atomic():
        rows = Screen.objects.filter(pk=screen.pk)
        if not rows.update(version=F("version") + 1, **values):
            raise Screen.DoesNotExist
        transaction.on_commit(partial(announce, screen.topic))
