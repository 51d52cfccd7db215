"""Merging a file into a list, or replacing the list with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from msgspec import structs

from dashboard.watchlists.line import Line

Name = tuple[str, int]
"""A heading, and how many equal ones stand before it."""

TOP: Name = ("", 0)
"""The lines before the first heading."""


def merged(current: Sequence[Line], read: Sequence[Line]) -> list[Line]:
    """Add what is missing and fill in what the file knows. Present lines stay in place; new lines
    go to the end of their section, and new sections to the end. Idempotent."""
    news = {line.symbol: line for line in read if line.symbol}
    known = {line.symbol for line in current}
    sections = _sections(_filled(line, news.get(line.symbol)) for line in current)
    for name, lines in _sections(read).items():
        heading = [line for line in lines if line.heading]
        added = [line for line in lines if line.symbol and line.symbol not in known]
        sections.setdefault(name, heading).extend(added)
    return [line for lines in sections.values() for line in lines]


def replaced(current: Sequence[Line], read: Sequence[Line], lacks: Collection[str]) -> list[Line]:
    """Return the lines of the file, with the fields that it ``lacks`` from the list. Idempotent."""
    known = {line.symbol: line for line in current if line.symbol}
    lines = [_completed(line, known.get(line.symbol), lacks) for line in read]
    return _sectioned(current, lines) if "heading" in lacks else lines


def _sectioned(current: Sequence[Line], read: Sequence[Line]) -> list[Line]:
    """Lines in a section stay in it; new ones come before all sections."""
    sections = _sections(current)
    homes = {line.symbol: name for name, lines in sections.items() for line in lines if line.symbol}
    sectioned = {name: [line for line in its if line.heading] for name, its in sections.items()}
    for line in read:
        sectioned[homes.get(line.symbol, TOP)].append(line)
    return [line for lines in sectioned.values() for line in lines]


def _completed(line: Line, by: Line | None, lacks: Collection[str]) -> Line:
    if by is None:
        return line
    rest = {name: getattr(by, name) for name in lacks if name != "heading"}
    return structs.replace(line, **rest)


def _sections(lines: Iterable[Line]) -> dict[Name, list[Line]]:
    name = TOP
    sections: dict[Name, list[Line]] = {name: []}
    counts: Counter[str] = Counter()
    for line in lines:
        if line.heading:
            name = line.heading, counts[line.heading]
            counts[line.heading] += 1
            sections[name] = []
        sections[name].append(line)
    return sections


def _filled(line: Line, by: Line | None) -> Line:
    if by is None or not line.symbol:
        return line
    filled = {name: value for name, value in structs.asdict(by).items() if value not in ("", None)}
    return structs.replace(line, **filled)
