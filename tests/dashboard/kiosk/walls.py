"""Programmes and screens that tests hang up."""

from __future__ import annotations

from django.utils import timezone

from dashboard.kiosk.wall import WallConfig, read_wall
from dashboard.screens.models import Screen
from dashboard.screens.programmes import Programme, ProgrammePage


def programme(*boards: str, **fields: object) -> Programme:
    """With a page of ten seconds for each board."""
    made = Programme.objects.create(**{"name": f"Programme {Programme.objects.count()}", **fields})
    for position, board in enumerate(boards):
        ProgrammePage.objects.create(programme=made, position=position, board=board, dwell=10)
    return made


def screen(shown: Programme | None = None, **fields: object) -> Screen:
    """One that has a device."""
    name = f"Screen {Screen.objects.count()}"
    kept = {"name": name, "programme": shown, "paired_at": timezone.now(), **fields}
    return Screen.objects.create(**kept)


def wall(*boards: str, **fields: object) -> WallConfig:
    return read_wall(screen(programme(*boards, **fields)).pk)
