"""A minute of a past day, and the adjustment of minutes to the totals of their day."""

from __future__ import annotations

import random
from collections.abc import Sequence

from ticker.feeds.simulation.outline import Outline
from ticker.market.bar import Bar
from ticker.market.instruments import InstrumentDefinition


class Minute:
    """In price and size increments; ``number`` counts from midnight."""

    __slots__ = ("close", "high", "low", "notional", "number", "open", "trades", "volume")

    def __init__(self, number: int, prints: Sequence[int], volume: int, trades: int) -> None:
        self.number, self.volume, self.trades = number, volume, trades
        self.open, self.close = prints[0], prints[-1]
        self.high, self.low = max(prints), min(prints)
        self.notional = (self.open + self.high + self.low + self.close) * volume // 4

    def notional_room(self, is_upwards: bool) -> int:
        """How far the notional may change in this direction with these prices."""
        if is_upwards:
            return self.high * self.volume - self.notional
        return self.notional - self.low * self.volume

    def widen(self, is_upwards: bool, step: int, outline: Outline) -> None:
        if is_upwards:
            self.high = min(outline.high, self.high + step)
        else:
            self.low = max(outline.low, self.low - step)


def adjust_notionals(minutes: list[Minute], outline: Outline, rng: random.Random) -> None:
    """Make the notionals add up to the day's, moving highs and lows as needed."""
    missing = outline.notional - sum(minute.notional for minute in minutes)
    upwards, missing = missing > 0, abs(missing)
    _make_room(minutes, upwards, missing, outline, rng)
    rooms = [minute.notional_room(upwards) for minute in minutes]
    whole = max(1, sum(rooms))
    parts = [missing * room // whole for room in rooms]
    rest = missing - sum(parts)
    for minute, room, part in zip(minutes, rooms, parts, strict=True):
        more = min(rest, room - part)
        rest -= more
        minute.notional += part + more if upwards else -part - more


def _make_room(
    minutes: Sequence[Minute], is_upwards: bool, missing: int, outline: Outline, rng: random.Random
) -> None:
    """Ends because the outline's notional lies between all at its low and all at its high."""
    room = sum(minute.notional_room(is_upwards) for minute in minutes)
    # A minute with few trades has few prices: it is widened only if the others do not suffice.
    for fewest in (3, 2, 1):
        group = [minute for minute in minutes if minute.trades >= fewest]
        widened = True
        while room < missing and widened:
            widened = False
            step = 1 + (missing - room) // max(1, outline.volume)
            for minute in rng.sample(group, len(group)):
                before = minute.notional_room(is_upwards)
                minute.widen(is_upwards, step, outline)
                gained = minute.notional_room(is_upwards) - before
                widened, room = widened or gained > 0, room + gained
                if room >= missing:
                    return


def build_bar(period: Outline | Minute, ts_open: int, definition: InstrumentDefinition) -> Bar:
    price, size = definition.price_increment, definition.size_increment
    return Bar(
        ts_open=ts_open,
        open=price * period.open,
        high=price * period.high,
        low=price * period.low,
        close=price * period.close,
        volume=size * period.volume,
        trade_count=period.trades,
        notional=price * size * period.notional,
        priced_volume=size * period.volume,
    )
