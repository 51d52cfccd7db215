"""A live page: the tables of one subscription, shared by all connections of this process that show
the same tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ticker.live.livetable import LiveTable, Ranking
from ticker.live.mirror import Mirror
from ticker.live.wire import Message


class Place(NamedTuple):
    """What a page has of one table: its order, the version of its rows (0 for none), and the number
    of the ranking. ``drawn`` is the version of its last whole body while a flash may run that
    started before: that page was drawn without it."""

    ranking: Ranking
    cursor: int
    rankings: int
    drawn: int = 0


class Places:
    """What a page has of all its tables, shared by all pages that have the same. ``rankings`` is
    the sum over the tables, -1 while a body is missing. ``messages`` are the messages at
    ``version``, by tail; ``after`` is the cursor once they are sent. ``outdated_at`` is the arrival
    of the first missing change (monotonic seconds), None if nothing is missing."""

    __slots__ = ("after", "messages", "outdated_at", "places", "rankings", "version")

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = tuple(places)
        has_bodies = all(place.cursor for place in places)
        self.rankings = sum(place.rankings for place in places) if has_bodies else -1
        self.version = 0
        self.messages: dict[str, Message] = {}
        self.outdated_at: float | None = None
        self.after = self


class LivePage:
    """Makes each message once for all connections with the same cursor, so that a server can also
    frame it once. ``rankings`` is the sum over the tables."""

    def __init__(self, tables: Sequence[LiveTable], mirror: Mirror) -> None:
        # Rows first: a row after any other element of a message is not parsed as a row.
        self.tables = sorted(tables, key=lambda table: table.view.layout.kind != "row")
        self.rankings = 0
        self._mirror = mirror
        self._version = 0
        self._bodies: dict[tuple[int, Ranking], Message] = {}
        self._shared: dict[tuple[Place, ...], Places] = {}

    def places(self) -> Places:
        """The cursor of a page that was just drawn and has had nothing over its socket."""
        return Places([Place(table.fresh_ranking(), 0, table.rankings) for table in self.tables])

    def renew(self) -> None:
        """Call first at every version of the mirror."""
        if self._version != self._mirror.version:
            self._version = self._mirror.version
            self.rankings = sum(table.rankings for table in self.tables)
            self._bodies.clear()
            self._shared.clear()

    def body(self, number: int, ranking: Ranking) -> Message:
        """The whole body of one table. It is sent alone: no row can follow it in a message."""
        key = number, ranking
        if key not in self._bodies:
            self._bodies[key] = message(self.tables[number].body(ranking))
        return self._bodies[key]

    def place(self, ranking: Ranking, rankings: int) -> Place:
        """The cursor after a table's body was sent."""
        return Place(ranking, self._version, rankings, drawn=self._version)

    def shared(self, places: Sequence[Place]) -> Places:
        """The one object for all pages with these cursors."""
        key = tuple(places)
        if key not in self._shared:
            self._shared[key] = Places(key)
        return self._shared[key]

    def rows(self, places: Places, tail: str) -> Message:
        """The changes of all tables, followed by the tail; the text may be empty."""
        if places.version != self._version:
            places.version = self._version
            places.messages.clear()
            places.after = self.shared([self._has_all(place) for place in places.places])
            places.outdated_at = self._mirror.arrivals.after(
                min((place.cursor for place in places.places), default=0)
            )
        known = places.messages.get(tail)
        if known is None:
            rows = [
                table.rows_since(place.ranking, place.cursor, place.drawn)
                for table, place in zip(self.tables, places.places, strict=True)
            ]
            known = places.messages[tail] = message("".join(rows) + tail)
        return known

    def _has_all(self, place: Place) -> Place:
        drawn = place.drawn if place.drawn >= self._mirror.oldest_flash else 0
        return Place(place.ranking, self._version, place.rankings, drawn)


def message(text: str) -> Message:
    return {"type": "websocket.send", "text": text}
