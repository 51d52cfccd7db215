"""What a list becomes by a file: merged with it, or replaced by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from msgspec import structs

from dashboard.watchlists.line import Line

Name = tuple[str, int]
"""Of a section: its heading, and how many of the same stand before it."""

TOP: Name = ("", 0)
"""What stands before the first heading."""


def merged(kept: Sequence[Line], read: Sequence[Line]) -> list[Line]:
    """What is missing is added, what the file knows better filled in. What is kept stays where it
    is; what is new comes last in its section, and a new section last of all. Doing it twice is as
    once."""
    news = {line.symbol: line for line in read if line.symbol}
    known = {line.symbol for line in kept}
    sections = _sections(_filled(line, news.get(line.symbol)) for line in kept)
    for name, lines in _sections(read).items():
        heading = [line for line in lines if line.heading]
        added = [line for line in lines if line.symbol and line.symbol not in known]
        sections.setdefault(name, heading).extend(added)
    return [line for lines in sections.values() for line in lines]


def replaced(kept: Sequence[Line], read: Sequence[Line], lacks: Collection[str]) -> list[Line]:
    """What the file says, and of what it cannot say, the fields it ``lacks``, what is kept. Doing
    it twice is as once."""
    known = {line.symbol: line for line in kept if line.symbol}
    lines = [_completed(line, known.get(line.symbol), lacks) for line in read]
    return _sectioned(kept, lines) if "heading" in lacks else lines


def _sectioned(kept: Sequence[Line], read: Sequence[Line]) -> list[Line]:
    """Those in a section stay in it; the new come before all sections. Each in the order read."""
    sections = _sections(kept)
    homes = {line.symbol: name for name, lines in sections.items() for line in lines if line.symbol}
    found = {name: [each for each in its if each.heading] for name, its in sections.items()}
    for line in read:
        found[homes.get(line.symbol, TOP)].append(line)
    return [line for lines in found.values() for line in lines]


def _completed(line: Line, by: Line | None, lacks: Collection[str]) -> Line:
    if by is None:
        return line
    rest = {name: getattr(by, name) for name in lacks if name != "heading"}
    return structs.replace(line, **rest)


def _sections(lines: Iterable[Line]) -> dict[Name, list[Line]]:
    """Each with its heading."""
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
    """What the other says, where it says something."""
    if by is None or not line.symbol:
        return line
    said = {name: value for name, value in structs.asdict(by).items() if value not in ("", None)}
    return structs.replace(line, **said)
