"""What an import would do to a list, before it does it."""

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
    """A line as it would be; ``word`` says what that is: new, changed, or nothing."""

    line: Line
    word: str

    @property
    def quantity(self) -> str:
        return written(self.line.quantity)

    @property
    def cost(self) -> str:
        return written(self.line.cost)


class Preview:
    """``kept`` is what is in the list now; what the file's format ``lacks`` is kept as it is."""

    def __init__(
        self, kept: Sequence[Line], reading: Reading, replaces: bool, lacks: Collection[str] = ()
    ) -> None:
        self.reading = reading
        self.replaces = replaces
        self._kept = kept
        self._lacks = {*lacks, *reading.lacks}
        self._known = dict(zip(keys(kept), kept, strict=True))

    def against(self, kept: Sequence[Line]) -> Preview:
        """The same file, and the list as it has become meanwhile."""
        return Preview(kept, self.reading, self.replaces, self._lacks)

    @cached_property
    def wanted(self) -> list[Line]:
        """What would be in the list."""
        lines = self.reading.lines
        return (
            replaced(self._kept, lines, self._lacks) if self.replaces else merged(self._kept, lines)
        )

    @cached_property
    def rows(self) -> list[Row]:
        found = [self._known.get(key) for key in self._keys]
        return [
            Row(line, difference(known, line) if known else "new")
            for known, line in zip(found, self.wanted, strict=True)
        ]

    @cached_property
    def gone(self) -> list[Line]:
        """What would no longer be in the list, sections too."""
        wanted = set(self._keys)
        return [line for key, line in self._known.items() if key not in wanted]

    @property
    def stays(self) -> list[str]:
        """Words for what a file that replaces the list says nothing of."""
        lacks = self._lacks if self.replaces and self._kept else ()
        return list(dict.fromkeys(word for field, word in WORDS.items() if field in lacks))

    @property
    def is_reordered(self) -> bool:
        """Whether what stays would stand in another order."""
        wanted = set(self._keys)
        before = [key for key in self._known if key in wanted]
        return before != [key for key in self._keys if key in self._known]

    @property
    def is_empty(self) -> bool:
        """Nothing of the file can be imported; not even by replacing the list with nothing."""
        return not self.reading.lines

    @property
    def is_idle(self) -> bool:
        return self.wanted == list(self._kept)

    @property
    def counts(self) -> dict[str, int]:
        """Of symbols and sections: how many would be new, changed and removed."""
        words = [row.word for row in self.rows if row.word]
        new = words.count("new")
        return {"new": new, "changed": len(words) - new, "removed": len(self.gone)}

    @property
    def summary(self) -> str:
        """What it has done."""
        if self.is_idle:
            return "Imported; that changed nothing."
        said = [f"{count} {word}" for word, count in self.counts.items() if count]
        said += ["in another order"] if self.is_reordered else []
        return f"Imported: {', '.join(said)}. Edit can undo it, until the next change."

    @cached_property
    def _keys(self) -> list[Key]:
        return keys(self.wanted)
