"""The simulated feed's history: bars from before its tape, a function of its parameters alone.

Nothing of it is stored. Closes are counted back from the tape's Prev Close by returns that depend
on the seed, the symbol and the date: another start on the same date has the same history, and a
start on another date the same returns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from ticker.feeds.simulation.activity import time_of_day
from ticker.feeds.simulation.chance import normal, stream, uniforms
from ticker.feeds.simulation.instrument import SPREAD, SimulatedInstrument
from ticker.feeds.simulation.minute import bar_of
from ticker.feeds.simulation.minutes import minutes_of
from ticker.feeds.simulation.outline import FEWEST_TRADES, Outline, reaches, turning_times
from ticker.feeds.simulation.returns import LONGEST_DAY, Returns, volatility
from ticker.feeds.simulation.sofar import increments, outline_so_far
from ticker.feeds.simulation.tape import Tape
from ticker.market.bar import MINUTE, Bar, midnight
from ticker.market.events import Reference, Trade
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import NEW_YORK, AlwaysOpen

PAST_DAYS = 5 * 365 + 1
"""Days before the tape's first: five years."""

GAP = 1 / 3
"""The move from a close to the next opening, as a share of the own volatility: as on the tape's
first day."""

BUSYNESS = 0.25
"""Standard deviation of the logarithm of a day's activity."""

OPENING_EVENTS = 3
"""Opening events of each instrument: Reference, Quote, Trade."""

KEPT = 64
"""Instruments whose closes are cached, some 15 KB each."""

ASKED = 8
"""Dates and instruments whose bars are cached, 1 to 2 MB each: a page and then its socket ask for
the same ones, up to five dates and those at which averages begin."""

LEVELS = [time_of_day(60.0 * number + 30) for number in range(LONGEST_DAY)]
"""The activity of each minute after New York midnight."""


class Known(NamedTuple):
    """An instrument at the tape's opening; ``trades`` is its daily average."""

    instrument: SimulatedInstrument
    trades: float
    reference: Reference
    price: Decimal


class History:
    """``definitions`` are ordered by activity, as for the tape."""

    def __init__(
        self,
        definitions: Sequence[InstrumentDefinition],
        *,
        seed: int,
        rate: float,
        start_ns: int,
    ) -> None:
        self._definitions, self._seed, self._rate = definitions, seed, rate
        self._start = start_ns
        self._today = AlwaysOpen(NEW_YORK).at(start_ns).trade_date.toordinal()
        self._returns = Returns(seed)
        self._closes = lru_cache(maxsize=KEPT)(self._find_closes)
        self._minutes = lru_cache(maxsize=ASKED)(self._find_minutes)
        self._days = lru_cache(maxsize=ASKED)(self._find_days)

    def days(self, symbol: str) -> list[Bar]:
        """Daily bars of five years, up to and including the tape's first day so far. Empty for an
        unknown symbol."""
        return list(self._days(symbol)) if symbol in self._known else []

    def minutes(self, symbol: str, day: date) -> list[Bar]:
        """Minute bars of a trade date, those with trades only; on the tape's first day up to its
        start, where the last minute is cut short. Empty if ``days`` has no bar."""
        ordinal = day.toordinal()
        if symbol not in self._known or not self._today - PAST_DAYS <= ordinal <= self._today:
            return []
        return list(self._minutes(symbol, ordinal))

    def _find_days(self, symbol: str) -> list[Bar]:
        known = self._known[symbol]
        definition = known.instrument.definition
        ordinals = range(self._today - PAST_DAYS, self._today + 1)
        return [
            bar_of(self._outline(known, ordinal), _midnight(ordinal), definition)
            for ordinal in ordinals
        ]

    def _find_minutes(self, symbol: str, ordinal: int) -> list[Bar]:
        known = self._known[symbol]
        begins, definition = _midnight(ordinal), known.instrument.definition
        levels = self._levels(ordinal)
        minutes = minutes_of(
            self._outline(known, ordinal),
            levels,
            self._returns.minutes(known.instrument, ordinal, levels),
            SPREAD[definition.asset_class] * float(known.price / definition.price_increment),
            stream(self._seed, symbol, ordinal, "minutes"),
        )
        return [bar_of(minute, begins + minute.number * MINUTE, definition) for minute in minutes]

    @cached_property
    def _known(self) -> dict[str, Known]:
        tape = Tape(self._definitions, seed=self._seed, rate=self._rate, start_ns=self._start)
        opening = list(islice(tape, OPENING_EVENTS * len(self._definitions)))
        references = {event.symbol: event for event in opening if isinstance(event, Reference)}
        prices = {event.symbol: event.price for event in opening if isinstance(event, Trade)}
        return {
            event.symbol: Known(
                event, tape.trades(rank, 86_400.0), references[event.symbol], prices[event.symbol]
            )
            for rank, event in enumerate(tape.instruments)
        }

    def _outline(self, known: Known, ordinal: int) -> Outline:
        if ordinal == self._today:
            return outline_so_far(
                known.instrument, known.reference, known.price, self._seed, self._today
            )
        return self._outline_of(known, ordinal)

    def _outline_of(self, known: Known, ordinal: int) -> Outline:
        instrument = known.instrument
        definition = instrument.definition
        closes = self._closes(instrument.symbol)
        ago = self._today - 1 - ordinal
        _, gap, busy, above, below, *chances = uniforms(self._seed, instrument.symbol, ordinal)
        log_gap = GAP * instrument.fair.volatility * normal(gap)
        opened, close = max(1, round(closes[ago + 1] * math.exp(log_gap))), closes[ago]
        up, down = reaches(math.log(close / opened), volatility(instrument), above, below)
        high = max(opened, close, round(opened * math.exp(up)))
        low = max(1, min(opened, close, round(opened * math.exp(-down))))
        trades = max(FEWEST_TRADES, round(known.trades * math.exp(BUSYNESS * normal(busy))))
        return Outline(
            opened,
            high,
            low,
            close,
            int(instrument.sizes.total(trades) / definition.size_increment),
            trades,
            *turning_times(opened, high, low, close, chances),
        )

    def _find_closes(self, symbol: str) -> list[int]:
        """Closes in price increments, from yesterday's back to the one before the first day."""
        known = self._known[symbol]
        closes = [increments(known.reference.prev_close, known.instrument.definition)]
        level = math.log(closes[0])
        for ordinal in range(self._today - 1, self._today - 1 - PAST_DAYS, -1):
            own = normal(uniforms(self._seed, symbol, ordinal)[0])
            level -= self._returns.day(known.instrument, own, ordinal)
            closes.append(max(1, round(math.exp(level))))
        return closes

    def _levels(self, ordinal: int) -> list[float]:
        """The activity of each minute, as far as the day has gone; the last one in part."""
        begins = _midnight(ordinal)
        end = self._start if ordinal == self._today else _midnight(ordinal + 1)
        whole, part = divmod(end - begins, MINUTE)
        levels = LEVELS[:whole]
        if part or not levels:
            levels.append(LEVELS[whole] * max(part, 1) / MINUTE)
        return levels


def _midnight(ordinal: int) -> int:
    """UTC nanoseconds."""
    return midnight(date.fromordinal(ordinal), NEW_YORK)
