from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from dashboard.forms.refusals import RefusedEditError
from dashboard.watchlists.capacity import check_capacity
from dashboard.watchlists.listline import ListLine
from dashboard.watchlists.models import Entry, Watchlist
from dashboard.watchlists.positions import new_entry, save_positions
from dashboard.watchlists.rebuild import rebuild_entries
from dashboard.watchlists.snapshot import Snapshot


class Draft:
    """A list while it is edited. Methods raise RefusedEditError at a limit, or if the entry is
    gone."""

    def __init__(self, watchlist: Watchlist) -> None:
        self.watchlist = watchlist
        self.has_changed = False
        # These include the removed entry, which keeps its place.
        self._entries = list(watchlist.entries.all())

    @property
    def lines(self) -> list[ListLine]:
        return [entry.line for entry in self._current_entries]

    @property
    def _current_entries(self) -> list[Entry]:
        return [entry for entry in self._entries if not entry.removed_at]

    def add(self, symbol: str) -> bool:
        """Return False if it is in the list already."""
        if any(entry.symbol == symbol for entry in self._current_entries):
            return False
        self.extend([ListLine(symbol=symbol)])
        return True

    def add_section(self, heading: str) -> None:
        self.extend([ListLine(heading=heading)])

    def extend(self, lines: Sequence[ListLine]) -> None:
        """Append lines, whose symbols are not in the list yet."""
        check_capacity([*self.lines, *lines])
        self._touch()
        self._entries += [new_entry(self.watchlist, line) for line in lines]
        save_positions(self._entries)

    def move(self, name: str, offset: int) -> None:
        """Move an entry one place up (-1) or down (1), within the ends."""
        entries, one = self._current_entries, self.entry(name)
        place = entries.index(one) + offset
        if not 0 <= place < len(entries):
            return
        self._touch()
        other = entries[place]
        one.position, other.position = other.position, one.position
        self._entries.sort(key=lambda entry: entry.position)
        Entry.objects.bulk_update([one, other], ["position"])

    def move_to(self, name: str, section: str = "") -> None:
        """Move an entry to the end of a section, which is named as in ``entry``, or to the top of
        the list."""
        before, entry = self._current_entries, self.entry(name)
        self._entries.remove(entry)
        place = self._section_end(section) if section else 0
        self._entries.insert(place, entry)
        if self._current_entries == before:
            return
        self._touch()
        entry.position = self._entries[place - 1].position + 1 if place else 0
        entry.save(update_fields=["position"])
        save_positions(self._entries)

    def _section_end(self, section: str) -> int:
        """Return the place after the last symbol of a section."""
        start = self._entries.index(self.entry(section)) + 1
        for place, entry in enumerate(self._entries[start:], start):
            if entry.heading and not entry.removed_at:
                return place
        return len(self._entries)

    def remove(self, name: str) -> Entry:
        """The entries of a removed section join the section before. Only the newest removal can be
        undone."""
        entry = self.entry(name)
        self._touch()
        self.watchlist.removed_entries().delete()
        self._entries = self._current_entries
        entry.removed_at = timezone.now()
        entry.save(update_fields=["removed_at"])
        return entry

    def restore_removed(self, number: str) -> None:
        """Undo the newest removal. ``number`` must be its entry's."""
        entry = next((candidate for candidate in self._entries if candidate.removed_at), None)
        if entry is None or str(entry.pk) != number:
            raise RefusedEditError(
                "That cannot be put back: it has been already, or something else was removed since."
            )
        if entry.symbol in {
            candidate.symbol for candidate in self._current_entries if candidate.symbol
        }:
            raise RefusedEditError("There is nothing to put back; it is in the list already.")
        check_capacity([*self.lines, entry.line])
        self._touch()
        entry.removed_at = None
        entry.save(update_fields=["removed_at"])

    def replace_lines(self, lines: Sequence[ListLine]) -> None:
        """Replace all lines. ``undo_import`` can undo it until the next change."""
        if list(lines) == self.lines:
            return
        check_capacity(lines)
        self._touch()
        Snapshot.take(self.watchlist, self._entries)
        self._entries = rebuild_entries(self.watchlist, self._entries, lines)

    def undo_import(self, number: str) -> None:
        """Restore the list. ``number`` must be the snapshot's."""
        snapshot = Snapshot.objects.filter(watchlist=self.watchlist).first()
        if snapshot is None or str(snapshot.pk) != number:
            raise RefusedEditError(
                "The import can no longer be undone: the list has been changed since."
            )
        self._touch()
        snapshot.restore()
        self._entries = list(self.watchlist.entries.all())

    def change(self, name: str, **values: object) -> None:
        entry = self.entry(name)
        changed = {key: value for key, value in values.items() if getattr(entry, key) != value}
        if not changed:
            return
        self._touch()
        for field, value in changed.items():
            setattr(entry, field, value)
        entry.save(update_fields=list(changed))

    def entry(self, name: str) -> Entry:
        """``name`` is a symbol, or "#" and the number of a heading."""
        for entry in self._current_entries:
            if name == (entry.symbol or f"#{entry.pk}"):
                return entry
        raise RefusedEditError("That is no longer in the list; somebody has removed it meanwhile.")

    def _touch(self) -> None:
        """Call it before each change: an earlier import cannot be undone afterwards."""
        self.has_changed = True
        Snapshot.objects.filter(watchlist=self.watchlist).delete()
