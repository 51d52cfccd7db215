"""What an import would do to a list, before it does it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from dashboard.watchlists.files.reading import Reading
from dashboard.watchlists.line import Line
from dashboard.watchlists.merging import merged


class Preview:
    """``kept`` is what is in the list now."""

    def __init__(self, kept: Sequence[Line], reading: Reading, replaces: bool) -> None:
        self.kept = kept
        self.reading = reading
        self.replaces = replaces

    def against(self, kept: Sequence[Line]) -> Preview:
        """The same file, and the list as it has become meanwhile."""
        return Preview(kept, self.reading, self.replaces)

    @cached_property
    def wanted(self) -> list[Line]:
        """What would be in the list."""
        lines = self.reading.lines
        return list(lines) if self.replaces else merged(self.kept, lines)

    @cached_property
    def rows(self) -> list[tuple[Line, str]]:
        """Each line that would be in the list, with what that is: new, changed, or nothing."""
        known = {line.symbol: line for line in self.kept if line.symbol}
        headings = {line.heading for line in self.kept if line.heading}
        return [(line, _word(line, known.get(line.symbol), headings)) for line in self.wanted]

    @property
    def gone(self) -> list[Line]:
        """What would no longer be in the list; it can be put back."""
        wanted = {line.symbol for line in self.wanted}
        return [line for line in self.kept if line.symbol not in wanted]

    @property
    def added(self) -> int:
        return self._count("new")

    @property
    def changed(self) -> int:
        return self._count("changed")

    @property
    def is_empty(self) -> bool:
        """Nothing of the file can be imported; not even by replacing the list with nothing."""
        return not self.reading.lines

    @property
    def is_idle(self) -> bool:
        return self.wanted == list(self.kept)

    @property
    def summary(self) -> str:
        counts = {"new": self.added, "changed": self.changed, "removed": len(self.gone)}
        said = [f"{count} {word}" for word, count in counts.items() if count]
        return f"Imported: {', '.join(said)}." if said else "Imported; that changed nothing."

    def _count(self, word: str) -> int:
        return sum(1 for line, its in self.rows if its == word and line.symbol)


def _word(line: Line, known: Line | None, headings: set[str]) -> str:
    if line.heading:
        return "" if line.heading in headings else "new"
    if known is None:
        return "new"
    return "" if known == line else "changed"
