from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

from msgspec import Struct

from dashboard.watchlists.difference import difference
from dashboard.watchlists.files.amounts import format_amount
from dashboard.watchlists.files.formats import FIELD_WORDS
from dashboard.watchlists.files.parsedfile import ParsedFile
from dashboard.watchlists.identity import LineIdentity, line_identities
from dashboard.watchlists.listline import ListLine
from dashboard.watchlists.merge import merge_lines, replace_lines


class PreviewRow(Struct, frozen=True):
    """A line as it would be; ``word`` is new, the changes, or ""."""

    line: ListLine
    change: str

    @property
    def quantity(self) -> str:
        return format_amount(self.line.quantity)

    @property
    def cost(self) -> str:
        return format_amount(self.line.cost)


class Preview:
    """The effect of an import on a list with the lines ``kept``. Fields that the format ``lacks``
    stay as they are."""

    def __init__(
        self,
        current: Sequence[ListLine],
        parsed_file: ParsedFile,
        is_replacement: bool,
        missing_fields: Collection[str] = (),
    ) -> None:
        self.parsed_file = parsed_file
        self.is_replacement = is_replacement
        self._current = current
        self._missing_fields = {*missing_fields, *parsed_file.missing_fields}
        self._current_by_identity = dict(zip(line_identities(current), current, strict=True))

    def for_lines(self, current: Sequence[ListLine]) -> Preview:
        """Return the same import against the list as it is now."""
        return Preview(current, self.parsed_file, self.is_replacement, self._missing_fields)

    @cached_property
    def result_lines(self) -> list[ListLine]:
        lines = self.parsed_file.lines
        return (
            replace_lines(self._current, lines, self._missing_fields)
            if self.is_replacement
            else merge_lines(self._current, lines)
        )

    @cached_property
    def rows(self) -> list[PreviewRow]:
        known_lines = [self._current_by_identity.get(key) for key in self._identities]
        return [
            PreviewRow(line, difference(known, line) if known else "new")
            for known, line in zip(known_lines, self.result_lines, strict=True)
        ]

    @cached_property
    def removed_lines(self) -> list[ListLine]:
        """Return the lines that would be removed, headings too."""
        wanted = set(self._identities)
        return [line for key, line in self._current_by_identity.items() if key not in wanted]

    @property
    def kept_words(self) -> list[str]:
        """Return words for the fields that a replacing file does not have."""
        lacks = self._missing_fields if self.is_replacement and self._current else ()
        return list(dict.fromkeys(word for field, word in FIELD_WORDS.items() if field in lacks))

    @property
    def is_reordered(self) -> bool:
        wanted = set(self._identities)
        before = [key for key in self._current_by_identity if key in wanted]
        return before != [key for key in self._identities if key in self._current_by_identity]

    @property
    def is_empty(self) -> bool:
        """Tell whether the file has no lines; it cannot empty the list."""
        return not self.parsed_file.lines

    @property
    def is_unchanged(self) -> bool:
        return self.result_lines == list(self._current)

    @property
    def counts(self) -> dict[str, int]:
        words = [row.change for row in self.rows if row.change]
        new = words.count("new")
        return {"new": new, "changed": len(words) - new, "removed": len(self.removed_lines)}

    @property
    def summary(self) -> str:
        if self.is_unchanged:
            return "Imported; that changed nothing."
        parts = [f"{count} {word}" for word, count in self.counts.items() if count]
        parts += ["in another order"] if self.is_reordered else []
        return f"Imported: {', '.join(parts)}. Edit can undo it, until the next change."

    @cached_property
    def _identities(self) -> list[LineIdentity]:
        return line_identities(self.result_lines)
