"""The stylesheet with every number that a class of a wall may name. The content security policy
forbids inline styles."""

from __future__ import annotations

from functools import cache

from dashboard.kiosk.fit import MAX_HEIGHT, MAX_WIDTH
from dashboard.screens import limits

LINE_COUNTS = range(1, 2 * limits.ROWS[1] + 101)
"""Instruments and the headings between them."""

SIZES = {
    "across": range(1, limits.ROWS[1] + 1),
    "width": range(1, MAX_WIDTH + 1),
    "height": range(1, MAX_HEIGHT + 1),
}
"""The fields of Fit, for wide screens; for tall ones each has the prefix ``tall-``."""

TYPE_SIZES = range(limits.TYPE_SIZE[0], limits.TYPE_SIZE[1] + 1)


@cache
def stylesheet() -> str:
    rules = [f".lines-{lines}{{--lines:{lines}}}" for lines in LINE_COUNTS]
    for name, sizes in SIZES.items():
        rules += [f".{name}-{size}{{--{name}:{size}}}" for size in sizes]
        rules += [f".tall-{name}-{size}{{--tall-{name}:{size}}}" for size in sizes]
    rules.append("@keyframes alive{to{order:1}}")
    rules += [f".type-{lines}{{--type:{lines}px}}" for lines in TYPE_SIZES]
    return "\n".join(rules) + "\n"
