"""Merging a file into a list, or replacing the list with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from msgspec import structs

from dashboard.watchlists.listline import ListLine

SectionName = tuple[str, int]
"""A heading, and how many equal ones stand before it."""

TOP_SECTION: SectionName = ("", 0)
"""The lines before the first heading."""


def merge_lines(current: Sequence[ListLine], imported: Sequence[ListLine]) -> list[ListLine]:
    """Add what is missing and fill in what the file knows. Present lines stay in place; new lines
    go to the end of their section, and new sections to the end. Idempotent."""
    news = {line.symbol: line for line in imported if line.symbol}
    known = {line.symbol for line in current}
    sections = _group_by_section(_fill_from(line, news.get(line.symbol)) for line in current)
    for name, lines in _group_by_section(imported).items():
        heading = [line for line in lines if line.heading]
        added = [line for line in lines if line.symbol and line.symbol not in known]
        sections.setdefault(name, heading).extend(added)
    return [line for lines in sections.values() for line in lines]


def replace_lines(
    current: Sequence[ListLine], imported: Sequence[ListLine], missing_fields: Collection[str]
) -> list[ListLine]:
    """Return the lines of the file, with the fields that it ``lacks`` from the list. Idempotent."""
    known = {line.symbol: line for line in current if line.symbol}
    lines = [
        _fill_missing_fields(line, known.get(line.symbol), missing_fields) for line in imported
    ]
    return _keep_sections(current, lines) if "heading" in missing_fields else lines


def _keep_sections(current: Sequence[ListLine], imported: Sequence[ListLine]) -> list[ListLine]:
    """Lines in a section stay in it; new ones come before all sections."""
    sections = _group_by_section(current)
    homes = {line.symbol: name for name, lines in sections.items() for line in lines if line.symbol}
    sectioned = {name: [line for line in its if line.heading] for name, its in sections.items()}
    for line in imported:
        sectioned[homes.get(line.symbol, TOP_SECTION)].append(line)
    return [line for lines in sectioned.values() for line in lines]


def _fill_missing_fields(
    line: ListLine, other: ListLine | None, missing_fields: Collection[str]
) -> ListLine:
    if other is None:
        return line
    rest = {name: getattr(other, name) for name in missing_fields if name != "heading"}
    return structs.replace(line, **rest)


def _group_by_section(lines: Iterable[ListLine]) -> dict[SectionName, list[ListLine]]:
    name = TOP_SECTION
    sections: dict[SectionName, list[ListLine]] = {name: []}
    counts: Counter[str] = Counter()
    for line in lines:
        if line.heading:
            name = line.heading, counts[line.heading]
            counts[line.heading] += 1
            sections[name] = []
        sections[name].append(line)
    return sections


def _fill_from(line: ListLine, other: ListLine | None) -> ListLine:
    if other is None or not line.symbol:
        return line
    filled = {
        name: value for name, value in structs.asdict(other).items() if value not in ("", None)
    }
    return structs.replace(line, **filled)
