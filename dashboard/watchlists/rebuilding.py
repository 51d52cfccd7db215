from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from dashboard.watchlists.keys import keys
from dashboard.watchlists.line import Line
from dashboard.watchlists.models import Entry, Watchlist
from dashboard.watchlists.places import AT_ONCE, fresh, save_places


def rebuilt(watchlist: Watchlist, before: Sequence[Entry], lines: Sequence[Line]) -> list[Entry]:
    """Replace the entries ``before`` with ``lines``, and keep the ids of lines that stay. Both
    include the removed entry."""
    present = [entry for entry in before if not entry.removed_at]
    known = dict(zip(keys(entry.line for entry in present), present, strict=True))
    wanted = zip(keys(lines), lines, strict=True)
    entries = [known.pop(key) if key in known else fresh(watchlist, line) for key, line in wanted]
    Entry.objects.filter(pk__in=[entry.pk for entry in known.values()]).delete()
    _fill(entries, lines)
    now = _arranged(entries, before)
    save_places(now)
    return now


def _fill(entries: Sequence[Entry], lines: Sequence[Line]) -> None:
    """Write only changed entries: writing all would take seconds."""
    changed, fields = [], set()
    for entry, line in zip(entries, lines, strict=True):
        news = {key: its for key, its in structs.asdict(line).items() if getattr(entry, key) != its}
        for name, value in news.items():
            setattr(entry, name, value)
        changed += [entry] if news else []
        fields |= set(news)
    if changed:
        Entry.objects.bulk_update(changed, fields, AT_ONCE)


def _arranged(entries: Sequence[Entry], before: Sequence[Entry]) -> list[Entry]:
    """Put the removed entry after the entry that it came after."""
    arranged, place = list(entries), 0
    places = {entry.pk: after for after, entry in enumerate(entries, 1)}
    for entry in before:
        if entry.removed_at:
            arranged.insert(place, entry)
        place = places.get(entry.pk, place)
    return arranged
