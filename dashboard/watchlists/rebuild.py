from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from dashboard.watchlists.identity import line_identities
from dashboard.watchlists.listline import ListLine
from dashboard.watchlists.models import Entry, Watchlist
from dashboard.watchlists.positions import BATCH_SIZE, new_entry, save_positions


def rebuild_entries(
    watchlist: Watchlist, previous: Sequence[Entry], lines: Sequence[ListLine]
) -> list[Entry]:
    """Replace the entries ``before`` with ``lines``, and keep the ids of lines that stay. Both
    include the removed entry."""
    present = [entry for entry in previous if not entry.removed_at]
    known = dict(zip(line_identities(entry.line for entry in present), present, strict=True))
    wanted = zip(line_identities(lines), lines, strict=True)
    entries = [
        known.pop(key) if key in known else new_entry(watchlist, line) for key, line in wanted
    ]
    Entry.objects.filter(pk__in=[entry.pk for entry in known.values()]).delete()
    _update_entries(entries, lines)
    now = _insert_removed(entries, previous)
    save_positions(now)
    return now


def _update_entries(entries: Sequence[Entry], lines: Sequence[ListLine]) -> None:
    """Write only changed entries: writing all would take seconds."""
    changed, fields = [], set()
    for entry, line in zip(entries, lines, strict=True):
        news = {key: its for key, its in structs.asdict(line).items() if getattr(entry, key) != its}
        for name, value in news.items():
            setattr(entry, name, value)
        changed += [entry] if news else []
        fields |= set(news)
    if changed:
        Entry.objects.bulk_update(changed, fields, BATCH_SIZE)


def _insert_removed(entries: Sequence[Entry], previous: Sequence[Entry]) -> list[Entry]:
    """Put the removed entry after the entry that it came after."""
    arranged, place = list(entries), 0
    places = {entry.pk: after for after, entry in enumerate(entries, 1)}
    for entry in previous:
        if entry.removed_at:
            arranged.insert(place, entry)
        place = places.get(entry.pk, place)
    return arranged
