"""Merging a file into a list: what is missing is added, what the file knows better filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import structs

from dashboard.watchlists.line import Line

Name = tuple[str, int]
"""Of a section: its heading, and how many of the same stand before it. ("", 0) is what stands
before the first heading."""


def merged(kept: Sequence[Line], read: Sequence[Line]) -> list[Line]:
    """What is kept stays where it is; what is new comes last in its section, and a new section
    last of all. Doing it twice is as once."""
    news = {line.symbol: line for line in read if line.symbol}
    known = {line.symbol for line in kept}
    sections = _sections(_filled(line, news.get(line.symbol)) for line in kept)
    for name, lines in _sections(read).items():
        heading = [line for line in lines if line.heading]
        added = [line for line in lines if line.symbol and line.symbol not in known]
        sections.setdefault(name, heading).extend(added)
    return [line for lines in sections.values() for line in lines]


def _sections(lines: Iterable[Line]) -> dict[Name, list[Line]]:
    """Each with its heading."""
    name: Name = ("", 0)
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
    """What the other says, where it says something."""
    if by is None or not line.symbol:
        return line
    said = {name: value for name, value in structs.asdict(by).items() if value not in ("", None)}
    return structs.replace(line, **said)
