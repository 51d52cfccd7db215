"""The path of a price through a past day, from opening to close."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from ticker.feeds.simulation.outline import Outline

BEND_ROUNDS, BEND_LIMIT = 3, 0.9
"""Steps in which prices are bent towards the day's mean, and the largest bend: below 1 no price
turns over."""


def price_path(
    outline: Outline, ends: Sequence[float], turns: tuple[int, int], returns: Sequence[float]
) -> list[float]:
    """Prices at the end of each minute and before the first: 0 is the day's low, 1 its high.

    The minutes' own returns, steered from turn to turn; a step that leaves the range is reflected
    into it.
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
            # A Brownian bridge: the last minute takes all of the remaining way.
            pull = (ends[at + 1] - ends[at]) / (ends[other] - ends[at])
            step = (goal - here) * pull + returns[at] * scale * math.sqrt(1 - pull)
            path.append(_reflect(here + step))
    return path


def _reflect(at: float) -> float:
    at %= 2.0
    return 2.0 - at if at > 1.0 else at


def bend_path(
    path: list[float], volumes: Sequence[int], ends: Sequence[float], outline: Outline
) -> list[float]:
    """The path with about the outline's mean price; its ends and extremes stay."""
    span = outline.high - outline.low
    if not span or not outline.volume:
        return path
    wanted = (outline.notional / outline.volume - outline.low) / span
    tapers = [math.sin(math.pi * end) for end in ends]
    for _ in range(BEND_ROUNDS):
        # Zero at the extremes, largest in the middle between them.
        bows = [price * (1 - price) * taper for price, taper in zip(path, tapers, strict=True)]
        mean, give = _mean(path, volumes), _mean(bows, volumes)
        if give < 1e-9:
            break
        bend = max(-BEND_LIMIT, min(BEND_LIMIT, (wanted - mean) / give))
        path = [price + bend * bow for price, bow in zip(path, bows, strict=True)]
    return path


def _mean(points: Sequence[float], volumes: Sequence[int]) -> float:
    """The mean over the minutes between the points, by volume."""
    middles = (one + other for one, other in pairwise(points))
    total = sum(middle * volume for middle, volume in zip(middles, volumes, strict=True))
    return total / 2 / sum(volumes)
