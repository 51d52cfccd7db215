"""The last switches: those that the publisher tells, and those of before it began."""

from __future__ import annotations

from collections.abc import Iterable

from ticker.market.frames import Switch
from ticker.models import FeedSwitch

MOST_SWITCHES = 20


def kept_switches() -> list[Switch]:
    """Raises django.db.Error."""
    rows = FeedSwitch.objects.newest(MOST_SWITCHES)
    return [Switch(row.ts, row.before, row.after, row.symbols) for row in rows]


def all_switches(told: Iterable[Switch], kept: Iterable[Switch]) -> list[Switch]:
    """The newest last. Of one that is in both, what is told: it may have grown since."""
    found = {(each.ts, each.before, each.after): each for each in (*kept, *told)}
    return sorted(found.values(), key=lambda each: each.ts)
