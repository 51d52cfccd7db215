"""How many viewers a system holds: a search on a ladder whose rungs are a tenth apart."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile

MAX_VIEWERS = 15_000


def rungs() -> list[int]:
    """1, 2, 3 … 10, 11, 12, 13, 15 …: each about a tenth above the one before."""
    found = [1]
    while found[-1] < MAX_VIEWERS:
        found.append(max(found[-1] + 1, round(found[-1] * 1.1)))
    return found


RUNGS = rungs()


def rung_index(viewers: int) -> int:
    """The place of the greatest rung that is not above ``viewers``."""
    return sum(1 for _ in takewhile(lambda each: each <= viewers, RUNGS)) - 1


def find_greatest(holds: Callable[[int], bool], first: int, stride: int, precision: int = 1) -> int:
    """The greatest number of viewers for which ``holds``, 0 if not even one.

    It begins at ``first`` and goes ``stride`` rungs at a time until it has one that holds below one
    that does not, then halves the way between them until it is at most ``precision`` rungs.
    """
    low, high, place = -1, len(RUNGS), rung_index(first)
    while high - low > precision:
        if holds(RUNGS[place]):
            low = place
        else:
            high = place
        place = _next_rung(low, high, stride)
    return RUNGS[low] if low >= 0 else 0


def _next_rung(low: int, high: int, stride: int) -> int:
    if high == len(RUNGS):
        return min(low + stride, high - 1)
    if low < 0:
        return max(high - stride, 0)
    return (low + high) // 2
