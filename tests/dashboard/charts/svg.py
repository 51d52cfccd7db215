"""Where the commands of a path lead."""

from __future__ import annotations

import re

NUMBER = re.compile(r"[-+]?\d+")


def corners(d: str) -> list[tuple[int, int]]:
    """Every point of a path of whole numbers, of the commands that charts use."""
    x = y = 0
    found: list[tuple[int, int]] = []
    start = (0, 0)
    for command, rest in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", d):
        numbers = [int(each) for each in NUMBER.findall(rest)]
        if command == "z":
            x, y = start
        elif command in "hvV":
            assert len(numbers) == 1, d
            x, y = _along(command, numbers[0], x, y)
        else:
            assert command in "Mml", d
            assert numbers, d
            assert len(numbers) % 2 == 0, d
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = (dx, dy) if command == "M" else (x + dx, y + dy)
                if command in "Mm":
                    start = (x, y)
                else:
                    found.append((x, y))
        found.append((x, y))
    return found


def _along(command: str, number: int, x: int, y: int) -> tuple[int, int]:
    if command == "V":
        return x, number
    return (x + number, y) if command == "h" else (x, y + number)
