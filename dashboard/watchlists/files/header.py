from __future__ import annotations

from collections.abc import Collection, Mapping

from dashboard.watchlists.files.collector import LineCollector


def column_titles(line: str) -> set[str]:
    return {cell.strip(' "').casefold() for cell in line.split(",")}


class Header:
    """The column names of a CSV file, without regard to case. ``is_there`` tells whether the row is
    a header."""

    def __init__(self, number: int, cells: list[str]) -> None:
        self.number = number
        self.titles = [cell.strip() for cell in cells]
        self.positions: dict[str, int] = {}
        for place, title in enumerate(self.titles):
            self.positions.setdefault(title.casefold(), place)

    @property
    def is_present(self) -> bool:
        return "symbol" in self.positions

    def report_unknown(self, collector: LineCollector, known: Collection[str]) -> None:
        """List unknown and repeated columns as not carried."""
        for place, title in enumerate(self.titles):
            if title and (
                title.casefold() not in known or self.positions[title.casefold()] != place
            ):
                collector.report_not_carried(self.number, title, "This column is not kept.")

    def missing_fields(self, fields: Mapping[str, str]) -> tuple[str, ...]:
        """Return the fields without a column; ``fields`` maps columns to fields."""
        there = self.positions if self.is_present else {}
        return tuple(field for column, field in fields.items() if column not in there)

    def is_nameless(self, position: int) -> bool:
        return position >= len(self.titles) or not self.titles[position]
