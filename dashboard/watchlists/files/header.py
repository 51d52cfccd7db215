from __future__ import annotations

from collections.abc import Collection, Mapping

from dashboard.watchlists.files.gathering import Gathering


def titles(line: str) -> set[str]:
    return {cell.strip(' "').casefold() for cell in line.split(",")}


class Header:
    """The column names of a CSV file, without regard to case. ``is_there`` tells whether the row is
    a header."""

    def __init__(self, number: int, cells: list[str]) -> None:
        self.number = number
        self.titles = [cell.strip() for cell in cells]
        self.places: dict[str, int] = {}
        for place, title in enumerate(self.titles):
            self.places.setdefault(title.casefold(), place)

    @property
    def is_there(self) -> bool:
        return "symbol" in self.places

    def list_unknown(self, gathering: Gathering, known: Collection[str]) -> None:
        """List unknown and repeated columns as not carried."""
        for place, title in enumerate(self.titles):
            if title and (title.casefold() not in known or self.places[title.casefold()] != place):
                gathering.not_carried(self.number, title, "This column is not kept.")

    def missing(self, fields: Mapping[str, str]) -> tuple[str, ...]:
        """Return the fields without a column; ``fields`` maps columns to fields."""
        there = self.places if self.is_there else {}
        return tuple(field for column, field in fields.items() if column not in there)

    def is_nameless(self, place: int) -> bool:
        return place >= len(self.titles) or not self.titles[place]
