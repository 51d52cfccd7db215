"""The room map: which folder imports which, read from the code. ``bin/rooms`` prints and draws
it."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "rooms.svg"
PACKAGES = ("stock_ticker", "dashboard", "ticker")
"""From the top of the map down: a package imports those after it, never one before it."""

Arrows = Mapping[tuple[str, str], int]
"""How many imports lead from the first room to the second."""

WIDTH, BOX, ROW = 1100, 26, 64
"""Pixels: of the picture, of a room's height, and from one floor to the next."""

MARGIN, SPACE, LETTER, SHIFT = 20, 14, 7.5, 70
"""Pixels: around the picture, between two rooms, of a letter's width, and to the right or left from
floor to floor, so that an arrow past a floor does not cross its rooms."""


def imported_names(file: Path, top_level_only: bool = False) -> set[str]:
    """Full names of everything that the file imports; ``from a import b`` gives ``a.b``.

    ``top_level_only`` leaves out imports inside functions.
    """
    module = ast.parse(file.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in module.body if top_level_only else ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None, f"{file} imports relatively"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def source_files() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def room_of(file: Path) -> str:
    """The folder under a package, such as ``ticker/live``; the package for files in it itself."""
    return "/".join(file.relative_to(ROOT).parts[:-1][:2])


def folder_of(file: Path) -> str:
    return file.parent.relative_to(ROOT).as_posix()


def imports() -> Iterator[tuple[Path, Path]]:
    """A file of the product and another that it imports, once for each pair."""
    modules = {_module(file): file for file in source_files()}
    for file in modules.values():
        targets = {_target(name, modules) for name in imported_names(file)}
        yield from ((file, target) for target in sorted(targets - {None, file}, key=str) if target)


def _module(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _target(name: str, modules: Mapping[str, Path]) -> Path | None:
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return modules.get(name)


def room_arrows() -> Arrows:
    pairs = ((room_of(file), room_of(target)) for file, target in imports())
    return Counter((source, target) for source, target in pairs if source != target)


def mutual_folders() -> set[tuple[str, str]]:
    """Pairs of folders, at any depth, that import each other; each pair sorted."""
    pairs = {(folder_of(file), folder_of(target)) for file, target in imports()}
    return {(a, b) for a, b in pairs if a < b and (b, a) in pairs}


def floors(arrows: Arrows, package: str) -> list[list[str]]:
    """The rooms of a package, the lowest floor first: a room stands above all that it imports.

    Raises ValueError if rooms import each other in a circle.
    """
    inner = {pair for pair in arrows if all(room.startswith(f"{package}/") for room in pair)}
    rooms = {room for pair in arrows for room in pair if room.startswith(f"{package}/")}
    floor: list[list[str]] = []
    while rooms:
        free = {room for room in rooms if not any((room, other) in inner for other in rooms)}
        if not free:
            raise ValueError(f"these rooms import each other in a circle: {sorted(rooms)}")
        floor.append(sorted(free))
        rooms -= free
    return floor


def text_lines(arrows: Arrows) -> Iterator[str]:
    for package in PACKAGES[1:]:
        inner = [pair for pair in arrows if all(room.startswith(f"{package}/") for room in pair)]
        rooms = floors(arrows, package)
        yield f"{package}/: {sum(map(len, rooms))} rooms, {len(inner)} arrows"
        for row in reversed(rooms):
            for room in row:
                targets = sorted(target for source, target in inner if source == room)
                names = ", ".join(target.partition("/")[2] for target in targets)
                yield f"  {room.partition('/')[2]:12} → {names or '(none)'}"


def direct(arrows: Arrows) -> set[tuple[str, str]]:
    """The arrows of which no longer way exists: fewer lines show the same order of rooms."""
    targets: dict[str, set[str]] = {}
    for source, target in arrows:
        targets.setdefault(source, set()).add(target)

    def reachable(room: str) -> set[str]:
        return {far for near in targets.get(room, ()) for far in {near, *reachable(near)}}

    return {
        (source, target)
        for source, target in arrows
        if not any(target in reachable(near) for near in targets[source] - {target})
    }


def svg(arrows: Arrows) -> str:
    """dashboard/ above ticker/, a row for each floor; only the ``direct`` arrows are drawn."""
    places: dict[str, tuple[float, float, float]] = {}
    shapes: list[str] = []
    top = float(MARGIN)
    for package in PACKAGES[1:]:
        rows = list(reversed(floors(arrows, package)))
        height = len(rows) * ROW + 10
        shapes.append(
            f'<rect class="package" x="6" y="{top:g}" width="{WIDTH - 12}" height="{height}"/>'
            f'<text class="title" x="{MARGIN}" y="{top + 20:g}">{package}/</text>'
        )
        for row, rooms in enumerate(rows):
            _place(rooms, top + 24 + row * ROW, (-1) ** row * -SHIFT, places)
        top += height + MARGIN
    lines = [
        _line(places[source], places[target])
        for source, target in sorted(direct(arrows))
        if source in places
        and target in places
        and source.partition("/")[0] == target.partition("/")[0]
    ]
    boxes = [_box(room, place) for room, place in places.items()]
    return "\n".join(_document(top, [*shapes, *lines, *boxes]))


def _place(
    rooms: list[str], y: float, shift: float, places: dict[str, tuple[float, float, float]]
) -> None:
    widths = [len(room.partition("/")[2]) * LETTER + 24 for room in rooms]
    free = WIDTH - 2 * MARGIN - 110 - sum(widths)
    space = max(SPACE, free / (len(rooms) + 1))
    x = 110 + space + shift
    for room, width in zip(rooms, widths, strict=True):
        places[room] = (x, y, width)
        x += width + space


def _line(source: tuple[float, float, float], target: tuple[float, float, float]) -> str:
    (x1, y1, width1), (x2, y2, width2) = source, target
    return (
        f'<line x1="{x1 + width1 / 2:.0f}" y1="{y1 + BOX:.0f}"'
        f' x2="{x2 + width2 / 2:.0f}" y2="{y2 - 3:.0f}" marker-end="url(#head)"/>'
    )


def _box(room: str, place: tuple[float, float, float]) -> str:
    x, y, width = place
    name = escape(room.partition("/")[2])
    return (
        f'<rect class="room" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{BOX}" rx="4"/>'
        f'<text x="{x + width / 2:.0f}" y="{y + 17:.0f}" text-anchor="middle">{name}</text>'
    )


def _document(height: float, shapes: Iterable[str]) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}"'
        f' width="{WIDTH}" height="{height:.0f}" font-family="sans-serif" font-size="13">'
    )
    yield "<title>The rooms of the project: a room imports those that its arrows reach</title>"
    yield (
        "<style>.package{fill:#f6f7f9;stroke:#c8ccd2}.room{fill:#fff;stroke:#4a5260}"
        ".title{font-weight:600}line{stroke:#8a93a0;stroke-width:1}</style>"
    )
    yield (
        '<defs><marker id="head" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6"'
        ' markerHeight="6" orient="auto"><path d="M0 0L6 3L0 6z" fill="#8a93a0"/></marker></defs>'
    )
    yield from shapes
    yield "</svg>\n"


def main() -> None:
    arrows = room_arrows()
    sys.stdout.writelines(f"{line}\n" for line in text_lines(arrows))
    PICTURE.write_text(svg(arrows), encoding="utf-8")


if __name__ == "__main__":
    main()
