"""The minutes of a past day: made of its outline, and summing up to it exactly."""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from ticker.bar import MINUTE, Bar
from ticker.feeds.simulation.outline import FEWEST_TRADES, Outline
from ticker.instruments import InstrumentDefinition

STEADIEST, LEAST_STEADY = 8.0, 0.05
"""However many trades a minute has on average, they vary as such a number of lone ones do: there
are bursts. Far fewer than one are drawn as rarely as floats allow."""

BEND_ROUNDS, BEND_LIMIT = 3, 0.9
"""Prices are bent towards the day's mean in so many steps; short of 1 none of them turns over."""


class Minute:
    """In price and size increments; ``number`` counts from midnight."""

    __slots__ = ("close", "high", "low", "notional", "number", "open", "trades", "volume")

    def __init__(self, number: int, prints: Sequence[int], volume: int, trades: int) -> None:
        self.number, self.volume, self.trades = number, volume, trades
        self.open, self.close = prints[0], prints[-1]
        self.high, self.low = max(prints), min(prints)
        self.notional = (self.open + self.high + self.low + self.close) * volume // 4

    def room(self, upwards: bool) -> int:
        """By how much the notional may change in this direction with these prices."""
        if upwards:
            return self.high * self.volume - self.notional
        return self.notional - self.low * self.volume

    def widen(self, upwards: bool, step: int, outline: Outline) -> None:
        if upwards:
            self.high = min(outline.high, self.high + step)
        else:
            self.low = max(outline.low, self.low - step)

    def bar(self, midnight: int, definition: InstrumentDefinition) -> Bar:
        price, size = definition.price_increment, definition.size_increment
        return Bar(
            ts_open=midnight + self.number * MINUTE,
            open=price * self.open,
            high=price * self.high,
            low=price * self.low,
            close=price * self.close,
            volume=size * self.volume,
            trade_count=self.trades,
            notional=price * size * self.notional,
            priced_volume=size * self.volume,
        )


def minutes_of(
    outline: Outline,
    levels: Sequence[float],
    returns: Sequence[float],
    spread: float,
    rng: random.Random,
) -> list[Minute]:
    """Those in which something trades. ``levels`` say how busy each minute is, ``returns`` how far
    its price moves if nothing holds it; ``spread`` is in price increments."""
    whole = sum(levels)
    ends = [0.0, *(end / whole for end in accumulate(levels))]
    turns = _turns(outline, ends)
    trades = _trades(outline, [level / whole for level in levels], turns, rng)
    volumes = _volumes(outline, trades, rng)
    path = _bent(_path(outline, ends, turns, returns), volumes, ends, outline)
    prices = [outline.low + round(each * (outline.high - outline.low)) for each in path]
    found = list(_minutes(outline, turns, trades, volumes, prices, returns, spread, rng))
    _settle(found, outline, rng)
    return found


def apportioned(total: int, weights: Sequence[float]) -> list[int]:
    """``total`` shared out by weight in whole numbers, all of it. Neither may be
    negative, nor all weights 0."""
    marks = list(accumulate(weights))
    # A large total is no float: the shares are, as whole 2 ** -53ths.
    upto = [total * int(mark / marks[-1] * 2**53) >> 53 for mark in marks[:-1]]
    return [later - one for one, later in pairwise([0, *upto, total])]


def _turns(outline: Outline, ends: Sequence[float]) -> tuple[int, int]:
    """The numbers of the minutes of the high and of the low: the last one's, where there is too
    little volume to be shared out."""
    last = len(ends) - 2
    if outline.volume < outline.trades:
        return last, last
    high, low = (bisect_left(ends, at) - 1 for at in (outline.high_at, outline.low_at))
    return min(max(high, 0), last), min(max(low, 0), last)


def _trades(
    outline: Outline, shares: Sequence[float], turns: tuple[int, int], rng: random.Random
) -> list[int]:
    """How many each minute has; Open, High, Low and Close have one of their own."""
    others = outline.trades - FEWEST_TRADES
    weights = []
    for share in shares:
        mean = max(others * share, 1e-9)
        steadiness = min(STEADIEST, max(LEAST_STEADY, mean))
        weights.append(rng.gammavariate(steadiness, 1.0) * mean / steadiness + 1e-12)
    counts = apportioned(others, weights)
    for turn in turns:
        counts[turn] += 1
    active = [number for number, count in enumerate(counts) if count]
    counts[active[0]] += 1
    counts[active[-1]] += 1
    return counts


def _volumes(outline: Outline, trades: Sequence[int], rng: random.Random) -> list[int]:
    """At least one size increment for each trade, where there are as many."""
    if outline.volume < outline.trades:
        return apportioned(outline.volume, trades)
    weights = [count * rng.uniform(0.4, 1.6) for count in trades]
    spare = apportioned(outline.volume - outline.trades, weights)
    return [count + more for count, more in zip(trades, spare, strict=True)]


def _path(
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


def _bent(
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


def _minutes(
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
        others = _prints(count, prices[number], prices[number + 1], reach, outline, rng)
        prints = [*first, *others[:1], *extremes, *others[1:], *last]
        yield Minute(number, prints, volumes[number], trades[number])


def _prints(
    count: int, before: int, after: int, reach: float, outline: Outline, rng: random.Random
) -> list[int]:
    """At most four prices that say what so many trades may have done; with more than two of them
    some are ``reach`` away, above and below."""
    if count < 2:
        return [after] * count
    higher = min(outline.high, max(before, after) + round(reach * rng.random()))
    lower = max(outline.low, min(before, after) - round(reach * rng.random()))
    return [before, *(higher, lower)[: count - 2], after]


def _settle(minutes: list[Minute], outline: Outline, rng: random.Random) -> None:
    """Makes the notionals sum up to the day's, and moves highs and lows where they must."""
    missing = outline.notional - sum(each.notional for each in minutes)
    upwards, missing = missing > 0, abs(missing)
    _make_room(minutes, upwards, missing, outline, rng)
    rooms = [each.room(upwards) for each in minutes]
    whole = max(1, sum(rooms))
    parts = [missing * room // whole for room in rooms]
    rest = missing - sum(parts)
    for each, room, part in zip(minutes, rooms, parts, strict=True):
        more = min(rest, room - part)
        rest -= more
        each.notional += part + more if upwards else -part - more


def _make_room(
    minutes: Sequence[Minute], upwards: bool, missing: int, outline: Outline, rng: random.Random
) -> None:
    """Ends because the outline's notional lies between all at its low and all at its high."""
    room = sum(each.room(upwards) for each in minutes)
    # A minute of few trades has few prices: its turn comes when the others do not suffice.
    for fewest in (3, 2, 1):
        group = [each for each in minutes if each.trades >= fewest]
        widened = True
        while room < missing and widened:
            widened = False
            step = 1 + (missing - room) // max(1, outline.volume)
            for each in rng.sample(group, len(group)):
                before = each.room(upwards)
                each.widen(upwards, step, outline)
                gained = each.room(upwards) - before
                widened, room = widened or gained > 0, room + gained
                if room >= missing:
                    return
