"""The sizes of a wall: a stylesheet with every number that a stage's classes may name, since no
page may have a style of its own."""

from __future__ import annotations

from functools import cache

from dashboard.kiosk.fit import WIDEST
from dashboard.screens import limits

LINES = range(1, 2 * limits.ROWS[1] + 101)
"""Instruments, and the headings between them."""

ACROSS = range(1, limits.ROWS[1] + 1)
WIDTHS = range(1, WIDEST + 1)
TYPES = range(limits.TYPE_SIZE[0], limits.TYPE_SIZE[1] + 1)


@cache
def stylesheet() -> str:
    rules = [f".lines-{each}{{--lines:{each}}}" for each in LINES]
    rules += [f".across-{each}{{--across:{each}}}" for each in ACROSS]
    rules += [f".width-{each}{{--width:{each}}}" for each in WIDTHS]
    rules += [f".type-{each}{{--type:{each}px}}" for each in TYPES]
    return "\n".join(rules) + "\n"
