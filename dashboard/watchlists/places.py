"""The places of a list's entries: positions that rise along the list, with gaps."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from dashboard.watchlists.line import Line
from dashboard.watchlists.models import Entry, Watchlist

AT_ONCE = 200
"""Entries in one statement."""


def fresh(watchlist: Watchlist, line: Line) -> Entry:
    """Not saved yet, and without a place."""
    return Entry(watchlist=watchlist, position=-1, **structs.asdict(line))


def save_places(entries: Sequence[Entry]) -> None:
    """Whoever stands where another one does moves down, and who is new is kept."""
    last, moved = -1, []
    for entry in entries:
        if entry.position <= last:
            entry.position = last + 1
            moved.append(entry)
        last = entry.position
    Entry.objects.bulk_update([each for each in moved if each.pk], ["position"], AT_ONCE)
    Entry.objects.bulk_create([each for each in entries if not each.pk])
