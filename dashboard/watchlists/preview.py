from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

from msgspec import Struct

from dashboard.watchlists.difference import difference
from dashboard.watchlists.files.amounts import written
from dashboard.watchlists.files.formats import WORDS
from dashboard.watchlists.files.reading import Reading
from dashboard.watchlists.keys import Key, keys
from dashboard.watchlists.line import Line
from dashboard.watchlists.merging import merged, replaced


class Row(Struct, frozen=True):
    """A line as it would be; ``word`` is new, the changes, or ""."""

    line: Line
    word: str

    @property
    def quantity(self) -> str:
        return written(self.line.quantity)

    @property
    def cost(self) -> str:
        return written(self.line.cost)


class Preview:
    """What an import would do to a list with the lines ``kept``. Fields that the format ``lacks``
    stay as they are."""

    def __init__(
        self, kept: Sequence[Line], reading: Reading, replaces: bool, lacks: Collection[str] = ()
    ) -> None:
        self.reading = reading
        self.replaces = replaces
        self._kept = kept
        self._lacks = {*lacks, *reading.lacks}
        self._known = dict(zip(keys(kept), kept, strict=True))

    def against(self, kept: Sequence[Line]) -> Preview:
        """Return the same import against the list as it is now."""
        return Preview(kept, self.reading, self.replaces, self._lacks)

    @cached_property
    def wanted(self) -> list[Line]:
        lines = self.reading.lines
        return (
            replaced(self._kept, lines, self._lacks) if self.replaces else merged(self._kept, lines)
        )

    @cached_property
    def rows(self) -> list[Row]:
        known_lines = [self._known.get(key) for key in self._keys]
        return [
            Row(line, difference(known, line) if known else "new")
            for known, line in zip(known_lines, self.wanted, strict=True)
        ]

    @cached_property
    def gone(self) -> list[Line]:
        """Return the lines that would be removed, headings too."""
        wanted = set(self._keys)
        return [line for key, line in self._known.items() if key not in wanted]

    @property
    def stays(self) -> list[str]:
        """Return words for the fields that a replacing file does not have."""
        lacks = self._lacks if self.replaces and self._kept else ()
        return list(dict.fromkeys(word for field, word in WORDS.items() if field in lacks))

    @property
    def is_reordered(self) -> bool:
        wanted = set(self._keys)
        before = [key for key in self._known if key in wanted]
        return before != [key for key in self._keys if key in self._known]

    @property
    def is_empty(self) -> bool:
        """Tell whether the file has no lines; it cannot empty the list."""
        return not self.reading.lines

    @property
    def is_idle(self) -> bool:
        return self.wanted == list(self._kept)

    @property
    def counts(self) -> dict[str, int]:
        words = [row.word for row in self.rows if row.word]
        new = words.count("new")
        return {"new": new, "changed": len(words) - new, "removed": len(self.gone)}

    @property
    def summary(self) -> str:
        if self.is_idle:
            return "Imported; that changed nothing."
        parts = [f"{count} {word}" for word, count in self.counts.items() if count]
        parts += ["in another order"] if self.is_reordered else []
        return f"Imported: {', '.join(parts)}. Edit can undo it, until the next change."

    @cached_property
    def _keys(self) -> list[Key]:
        return keys(self.wanted)
