"""The last switches: the publisher's, and stored ones from before it started."""

from __future__ import annotations

from collections.abc import Iterable

from ticker.market.frames import Switch
from ticker.models import FeedSwitch

MOST_SWITCHES = 20


def stored_switches() -> list[Switch]:
    """Raises django.db.Error."""
    rows = FeedSwitch.objects.newest_switches(MOST_SWITCHES)
    return [Switch(row.ts, row.before, row.after, row.symbols) for row in rows]


def all_switches(published: Iterable[Switch], stored: Iterable[Switch]) -> list[Switch]:
    """Newest last. The published version wins: the switch may have grown."""
    by_key = {(switch.ts, switch.before, switch.after): switch for switch in (*stored, *published)}
    return sorted(by_key.values(), key=lambda switch: switch.ts)
