"""The way that a price takes through a past day, from its opening to its close."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from ticker.feeds.simulation.outline import Outline

BEND_ROUNDS, BEND_LIMIT = 3, 0.9
"""Prices are bent towards the day's mean in so many steps; short of 1 none of them turns over."""


def path_of(
    outline: Outline, ends: Sequence[float], turns: tuple[int, int], returns: Sequence[float]
) -> list[float]:
    """Prices at the minutes' ends, and before the first: 0 is the day's low, 1 its high.

    From turn to turn the minutes' own returns, steered to the next turn; a step that leaves the
    range is reflected back into it.
    """
    span = outline.high - outline.low
    if not span:
        return [0.0] * len(ends)
    knots = {turns[0] + 1: 1.0, turns[1] + 1: 0.0}
    knots[0] = (outline.open - outline.low) / span
    knots[len(returns)] = (outline.close - outline.low) / span
    scale = outline.open / span
    path = [knots[0]]
    for (one, _), (other, goal) in pairwise(sorted(knots.items())):
        for at in range(one, other):
            here = path[-1]
            # Of a Brownian bridge: all of the way that is left in the last minute.
            pull = (ends[at + 1] - ends[at]) / (ends[other] - ends[at])
            step = (goal - here) * pull + returns[at] * scale * math.sqrt(1 - pull)
            path.append(_reflected(here + step))
    return path


def _reflected(at: float) -> float:
    at %= 2.0
    return 2.0 - at if at > 1.0 else at


def bent(
    path: list[float], volumes: Sequence[int], ends: Sequence[float], outline: Outline
) -> list[float]:
    """The path with about the mean price of the outline; its ends and extremes stay."""
    span = outline.high - outline.low
    if not span or not outline.volume:
        return path
    wanted = (outline.notional / outline.volume - outline.low) / span
    tapers = [math.sin(math.pi * end) for end in ends]
    for _ in range(BEND_ROUNDS):
        # Nothing at the extremes, most in the middle between them.
        bows = [each * (1 - each) * taper for each, taper in zip(path, tapers, strict=True)]
        found, give = _mean(path, volumes), _mean(bows, volumes)
        if give < 1e-9:
            break
        bend = max(-BEND_LIMIT, min(BEND_LIMIT, (wanted - found) / give))
        path = [each + bend * bow for each, bow in zip(path, bows, strict=True)]
    return path


def _mean(points: Sequence[float], volumes: Sequence[int]) -> float:
    """Over the minutes between the points, by volume."""
    middles = (one + other for one, other in pairwise(points))
    total = sum(middle * volume for middle, volume in zip(middles, volumes, strict=True))
    return total / 2 / sum(volumes)
