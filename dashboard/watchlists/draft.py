"""A list while it is edited."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from dashboard.forms.refused import RefusedEditError
from dashboard.watchlists.line import Line
from dashboard.watchlists.models import Entry, Watchlist
from dashboard.watchlists.places import fresh, save_places
from dashboard.watchlists.rebuilding import rebuilt
from dashboard.watchlists.room import check_room
from dashboard.watchlists.snapshot import Snapshot


class Draft:
    """Raises RefusedEditError where a limit is reached or what is to be changed is not there."""

    def __init__(self, watchlist: Watchlist) -> None:
        self.watchlist = watchlist
        self.has_changed = False
        # With what was removed last: it keeps its place among the others, whatever they do.
        self._entries = list(watchlist.entries.all())

    @property
    def lines(self) -> list[Line]:
        return [entry.line for entry in self._kept]

    @property
    def _kept(self) -> list[Entry]:
        return [entry for entry in self._entries if not entry.removed_at]

    def add(self, symbol: str) -> bool:
        """At the end. False if it is in the list already."""
        if any(entry.symbol == symbol for entry in self._kept):
            return False
        self.extend([Line(symbol=symbol)])
        return True

    def add_section(self, heading: str) -> None:
        self.extend([Line(heading=heading)])

    def extend(self, lines: Sequence[Line]) -> None:
        """At the end, in this order; none of the symbols is in the list yet."""
        check_room([*self.lines, *lines])
        self._touch()
        self._entries += [fresh(self.watchlist, line) for line in lines]
        save_places(self._entries)

    def move(self, name: str, by: int) -> None:
        """One place up (-1) or down (1), whatever stands there; at the end it stays."""
        kept, one = self._kept, self.entry(name)
        place = kept.index(one) + by
        if not 0 <= place < len(kept):
            return
        self._touch()
        other = kept[place]
        one.position, other.position = other.position, one.position
        self._entries.sort(key=lambda entry: entry.position)
        Entry.objects.bulk_update([one, other], ["position"])

    def move_to(self, name: str, section: str = "") -> None:
        """To the end of a section, which is called as in ``move``; or to the top of the list."""
        before, entry = self._kept, self.entry(name)
        self._entries.remove(entry)
        place = self._end_of(section) if section else 0
        self._entries.insert(place, entry)
        if self._kept == before:
            return
        self._touch()
        entry.position = self._entries[place - 1].position + 1 if place else 0
        entry.save(update_fields=["position"])
        save_places(self._entries)

    def _end_of(self, section: str) -> int:
        """The place after its last symbol."""
        start = self._entries.index(self.entry(section)) + 1
        for place, entry in enumerate(self._entries[start:], start):
            if entry.heading and not entry.removed_at:
                return place
        return len(self._entries)

    def remove(self, name: str) -> Entry:
        """A section's entries stay, in the section before. What was removed earlier is gone now."""
        entry = self.entry(name)
        self._touch()
        self.watchlist.removed().delete()
        self._entries = self._kept
        entry.removed_at = timezone.now()
        entry.save(update_fields=["removed_at"])
        return entry

    def put_back(self, number: str) -> None:
        """What was removed last, where it was; ``number`` says what that is taken to be."""
        entry = next((each for each in self._entries if each.removed_at), None)
        if entry is None or str(entry.pk) != number:
            raise RefusedEditError(
                "That cannot be put back: it has been already, or something else was removed since."
            )
        if entry.symbol in {each.symbol for each in self._kept if each.symbol}:
            raise RefusedEditError("There is nothing to put back; it is in the list already.")
        check_room([*self.lines, entry.line])
        self._touch()
        entry.removed_at = None
        entry.save(update_fields=["removed_at"])

    def become(self, lines: Sequence[Line]) -> None:
        """Just these. Until the next change all of it can be undone."""
        if list(lines) == self.lines:
            return
        check_room(lines)
        self._touch()
        Snapshot.take(self.watchlist, self._entries)
        self._entries = rebuilt(self.watchlist, self._entries, lines)

    def undo_import(self, number: str) -> None:
        """All is as it was before; ``number`` says which import is meant."""
        snapshot = Snapshot.objects.filter(watchlist=self.watchlist).first()
        if snapshot is None or str(snapshot.pk) != number:
            raise RefusedEditError(
                "The import can no longer be undone: the list has been changed since."
            )
        self._touch()
        snapshot.restore()
        self._entries = list(self.watchlist.entries.all())

    def change(self, name: str, **values: object) -> None:
        """Fields of an entry."""
        entry = self.entry(name)
        changed = {key: value for key, value in values.items() if getattr(entry, key) != value}
        if not changed:
            return
        self._touch()
        for field, value in changed.items():
            setattr(entry, field, value)
        entry.save(update_fields=list(changed))

    def entry(self, name: str) -> Entry:
        """Of a symbol, or of the heading that is called "#" and its number."""
        for entry in self._kept:
            if name == (entry.symbol or f"#{entry.pk}"):
                return entry
        raise RefusedEditError("That is no longer in the list; somebody has removed it meanwhile.")

    def _touch(self) -> None:
        """Before anything is changed: an import from earlier cannot be undone any more."""
        self.has_changed = True
        Snapshot.objects.filter(watchlist=self.watchlist).delete()
