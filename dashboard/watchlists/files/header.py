"""The header of a CSV file: which cell of a row is which column's."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dashboard.watchlists.files.gathering import Gathering


def titles(line: str) -> set[str]:
    """The column names of a line, if it is a header."""
    return {cell.strip(' "').casefold() for cell in line.split(",")}


class Header:
    """Column names whatever their case. ``is_there`` says whether the row is one at all."""

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
        """Columns that are none of the known ones, or there a second time, are not carried."""
        for place, title in enumerate(self.titles):
            if title and (title.casefold() not in known or self.places[title.casefold()] != place):
                gathering.not_carried(self.number, title, "This column is not kept.")

    def missing(self, fields: Mapping[str, str]) -> tuple[str, ...]:
        """Of the fields of a line, each by the name of its column: those without a column."""
        there = self.places if self.is_there else {}
        return tuple(field for column, field in fields.items() if column not in there)

    def is_nameless(self, place: int) -> bool:
        return place >= len(self.titles) or not self.titles[place]
