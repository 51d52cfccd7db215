"""A list while it is edited."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from dashboard.watchlists.keys import keys
from dashboard.watchlists.line import Line
from dashboard.watchlists.models import Entry, Watchlist
from dashboard.watchlists.refused import RefusedEditError
from dashboard.watchlists.room import check_room

AT_ONCE = 200
"""Entries in one statement."""


class Draft:
    """Raises RefusedEditError where a limit is reached or what is to be changed is not there."""

    def __init__(self, watchlist: Watchlist) -> None:
        self.watchlist = watchlist
        self._entries = list(watchlist.kept())

    @property
    def lines(self) -> list[Line]:
        return [entry.line for entry in self._entries]

    def add(self, symbol: str) -> bool:
        """At the end. False if it is in the list already."""
        if any(entry.symbol == symbol for entry in self._entries):
            return False
        self.extend([Line(symbol=symbol)])
        return True

    def add_section(self, heading: str) -> None:
        self.extend([Line(heading=heading)])

    def extend(self, lines: Sequence[Line]) -> None:
        """At the end, in this order; none of the symbols is in the list yet."""
        check_room([*self.lines, *lines])
        start = self._entries[-1].position + 1 if self._entries else 0
        added = [
            Entry(watchlist=self.watchlist, position=start + number, **_fields(line))
            for number, line in enumerate(lines)
        ]
        self._entries += Entry.objects.bulk_create(added)

    def move(self, name: str, by: int) -> None:
        """One place up (-1) or down (1), whatever stands there; at the end it stays."""
        place = self._place(name)
        other = place + by
        if not 0 <= other < len(self._entries):
            return
        one, another = self._entries[place], self._entries[other]
        one.position, another.position = another.position, one.position
        self._entries[place], self._entries[other] = another, one
        Entry.objects.bulk_update([one, another], ["position"])

    def move_to(self, name: str, section: str = "") -> None:
        """To the end of a section, which is called as in ``move``; or to the top of the list."""
        entry = self._entries.pop(self._place(name))
        place = self._end_of(section) if section else 0
        entry.position = self._entries[place - 1].position + 1 if place else 0
        entry.save(update_fields=["position"])
        self._entries.insert(place, entry)
        self._part()

    def _end_of(self, section: str) -> int:
        """The place after its last symbol."""
        start = self._place(section) + 1
        after = (at for at, each in enumerate(self._entries) if at >= start and each.heading)
        return next(after, len(self._entries))

    def remove(self, name: str) -> Entry:
        """A section's entries stay, in the section before. What was removed earlier is gone now."""
        entry = self._entries.pop(self._place(name))
        self.watchlist.removed().delete()
        entry.removed_at = timezone.now()
        entry.save(update_fields=["removed_at"])
        return entry

    def put_back(self) -> list[Entry]:
        """What was removed last, where it was; not what has been added again meanwhile."""
        kept = {entry.symbol for entry in self._entries if entry.symbol}
        back = [entry for entry in self.watchlist.removed() if entry.symbol not in kept]
        check_room([entry.line for entry in (*self._entries, *back)])
        Entry.objects.filter(pk__in=[entry.pk for entry in back]).update(removed_at=None)
        self.watchlist.removed().delete()
        self._entries = sorted([*self._entries, *back], key=lambda entry: entry.position)
        self._part()
        return back

    def become(self, lines: Sequence[Line]) -> None:
        """Just these. What is in both stays the same entry; what is gone can be put back."""
        check_room(lines)
        known = dict(zip(keys(entry.line for entry in self._entries), self._entries, strict=True))
        self._entries = [known.pop(key, Entry(watchlist=self.watchlist)) for key in keys(lines)]
        if known:
            self.watchlist.removed().delete()
            gone = Entry.objects.filter(pk__in=[entry.pk for entry in known.values()])
            gone.update(removed_at=timezone.now())
        for position, (entry, line) in enumerate(zip(self._entries, lines, strict=True)):
            for name, value in {**_fields(line), "position": position}.items():
                setattr(entry, name, value)
        self._save_all()

    def _save_all(self) -> None:
        fields = [*Line.__struct_fields__, "position"]
        Entry.objects.bulk_update([each for each in self._entries if each.pk], fields, AT_ONCE)
        Entry.objects.bulk_create([each for each in self._entries if not each.pk])

    def change(self, name: str, **values: object) -> None:
        """Fields of an entry."""
        entry = self._entries[self._place(name)]
        for field, value in values.items():
            setattr(entry, field, value)
        entry.save(update_fields=list(values))

    def entry(self, name: str) -> Entry:
        return self._entries[self._place(name)]

    def _place(self, name: str) -> int:
        """Of a symbol, or of the heading that is called "#" and its number."""
        for place, entry in enumerate(self._entries):
            if name == (entry.symbol or f"#{entry.pk}"):
                return place
        raise RefusedEditError("That is no longer in the list; somebody has removed it meanwhile.")

    def _part(self) -> None:
        """Two at one position are parted, and whoever stands in their way."""
        last, moved = -1, []
        for entry in self._entries:
            if entry.position <= last:
                entry.position = last + 1
                moved.append(entry)
            last = entry.position
        Entry.objects.bulk_update(moved, ["position"])


def _fields(line: Line) -> dict[str, object]:
    return {name: getattr(line, name) for name in Line.__struct_fields__}
