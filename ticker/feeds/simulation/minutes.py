"""The minutes of a past day, generated from its outline and adding up to it exactly."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from ticker.feeds.simulation.minute import Minute, adjust_notionals
from ticker.feeds.simulation.outline import FEWEST_TRADES, Outline
from ticker.feeds.simulation.path import bend_path, price_path

STEADIEST, LEAST_STEADY = 8.0, 0.05
"""Bounds for the shape of the gamma distribution of a minute's trades. Busy minutes still vary like
bursts; means far below one are drawn as rarely as floats allow."""


def generate_minutes(
    outline: Outline,
    levels: Sequence[float],
    returns: Sequence[float],
    spread: float,
    rng: random.Random,
) -> list[Minute]:
    """The minutes with trades. ``levels`` are the activity of each minute, ``returns`` the free
    moves of its price; ``spread`` is in price increments."""
    whole = sum(levels)
    ends = [0.0, *(end / whole for end in accumulate(levels))]
    turns = _turn_minutes(outline, ends)
    trades = _draw_trades(outline, [level / whole for level in levels], turns, rng)
    volumes = _draw_volumes(outline, trades, rng)
    path = bend_path(price_path(outline, ends, turns, returns), volumes, ends, outline)
    prices = [outline.low + round(point * (outline.high - outline.low)) for point in path]
    minutes = list(_generate_minutes(outline, turns, trades, volumes, prices, returns, spread, rng))
    adjust_notionals(minutes, outline, rng)
    return minutes


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """The whole ``total`` divided by weight into whole numbers. No argument may be negative, and
    not all weights 0."""
    marks = list(accumulate(weights))
    # A large total does not fit a float: the shares do, as whole 2 ** -53ths.
    upto = [total * int(mark / marks[-1] * 2**53) >> 53 for mark in marks[:-1]]
    return [later - one for one, later in pairwise([0, *upto, total])]


def _turn_minutes(outline: Outline, ends: Sequence[float]) -> tuple[int, int]:
    """The minutes of the high and the low; the last minute if there is too little volume to share
    out."""
    last = len(ends) - 2
    if outline.volume < outline.trades:
        return last, last
    high, low = (bisect_left(ends, at) - 1 for at in (outline.high_at, outline.low_at))
    return min(max(high, 0), last), min(max(low, 0), last)


def _draw_trades(
    outline: Outline, shares: Sequence[float], turns: tuple[int, int], rng: random.Random
) -> list[int]:
    """The trades of each minute; Open, High, Low and Close have one each."""
    others = outline.trades - FEWEST_TRADES
    weights = []
    for share in shares:
        mean = max(others * share, 1e-9)
        steadiness = min(STEADIEST, max(LEAST_STEADY, mean))
        weights.append(rng.gammavariate(steadiness, 1.0) * mean / steadiness + 1e-12)
    counts = apportion(others, weights)
    for turn in turns:
        counts[turn] += 1
    active = [number for number, count in enumerate(counts) if count]
    counts[active[0]] += 1
    counts[active[-1]] += 1
    return counts


def _draw_volumes(outline: Outline, trades: Sequence[int], rng: random.Random) -> list[int]:
    """At least one size increment for each trade, if there are enough."""
    if outline.volume < outline.trades:
        return apportion(outline.volume, trades)
    weights = [count * rng.uniform(0.4, 1.6) for count in trades]
    spare = apportion(outline.volume - outline.trades, weights)
    return [count + more for count, more in zip(trades, spare, strict=True)]


def _generate_minutes(
    outline: Outline,
    turns: tuple[int, int],
    trades: Sequence[int],
    volumes: Sequence[int],
    prices: Sequence[int],
    returns: Sequence[float],
    spread: float,
    rng: random.Random,
) -> Iterator[Minute]:
    active = [number for number, count in enumerate(trades) if count]
    reached = (turns[0], outline.high), (turns[1], outline.low)
    for number in active:
        first = [outline.open] if number == active[0] else []
        extremes = [price for at, price in reached if at == number]
        last = [outline.close] if number == active[-1] else []
        count = trades[number] - len(first) - len(extremes) - len(last)
        reach = spread / 2 + abs(returns[number]) * outline.open / 2
        others = _draw_prints(count, prices[number], prices[number + 1], reach, outline, rng)
        prints = [*first, *others[:1], *extremes, *others[1:], *last]
        yield Minute(number, prints, volumes[number], trades[number])


def _draw_prints(
    count: int, before: int, after: int, reach: float, outline: Outline, rng: random.Random
) -> list[int]:
    """At most four prices that represent so many trades; with more than two trades, some are up to
    ``reach`` above and below."""
    if count < 2:
        return [after] * count
    top, bottom = max(before, after), min(before, after)
    higher = top + int(min(reach, outline.high - top) * rng.random())
    lower = bottom - int(min(reach, bottom - outline.low) * rng.random())
    return [before, *(higher, lower)[: count - 2], after]
