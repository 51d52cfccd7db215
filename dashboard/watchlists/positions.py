from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from dashboard.watchlists.listline import ListLine
from dashboard.watchlists.models import Entry, Watchlist

BATCH_SIZE = 200
"""Entries in one statement."""


def new_entry(watchlist: Watchlist, line: ListLine) -> Entry:
    """Return an unsaved entry without a position."""
    return Entry(watchlist=watchlist, position=-1, **structs.asdict(line))


def save_positions(entries: Sequence[Entry]) -> None:
    """Save new entries, and move entries down whose positions collide."""
    last, moved = -1, []
    for entry in entries:
        if entry.position <= last:
            entry.position = last + 1
            moved.append(entry)
        last = entry.position
    Entry.objects.bulk_update([entry for entry in moved if entry.pk], ["position"], BATCH_SIZE)
    Entry.objects.bulk_create([entry for entry in entries if not entry.pk])
