"""The sizes of a wall: a stylesheet with every number that a stage's classes may name, since no
page may have a style of its own."""

from __future__ import annotations

from functools import cache

from dashboard.kiosk.fit import HIGHEST, WIDEST
from dashboard.screens import limits

LINES = range(1, 2 * limits.ROWS[1] + 101)
"""Instruments, and the headings between them."""

SIZES = {
    "across": range(1, limits.ROWS[1] + 1),
    "width": range(1, WIDEST + 1),
    "height": range(1, HIGHEST + 1),
}
"""As in Fit, on a screen that is wide; with tall- before its name, on one that is tall."""

TYPES = range(limits.TYPE_SIZE[0], limits.TYPE_SIZE[1] + 1)


@cache
def stylesheet() -> str:
    rules = [f".lines-{each}{{--lines:{each}}}" for each in LINES]
    for name, sizes in SIZES.items():
        rules += [f".{name}-{each}{{--{name}:{each}}}" for each in sizes]
        rules += [f".tall-{name}-{each}{{--tall-{name}:{each}}}" for each in sizes]
    rules.append("@keyframes alive{to{order:1}}")
    rules += [f".type-{each}{{--type:{each}px}}" for each in TYPES]
    return "\n".join(rules) + "\n"
