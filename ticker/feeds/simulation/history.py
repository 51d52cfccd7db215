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
from ticker.feeds.simulation.chance import generator, normal_deviate, uniform_deviates
from ticker.feeds.simulation.instrument import SPREAD, SimulatedInstrument
from ticker.feeds.simulation.minute import build_bar
from ticker.feeds.simulation.minutes import generate_minutes
from ticker.feeds.simulation.outline import FEWEST_TRADES, Outline, reaches, turning_times
from ticker.feeds.simulation.partialday import increments, partial_outline
from ticker.feeds.simulation.returns import LONGEST_DAY, Returns, volatility
from ticker.feeds.simulation.tape import SimulatedTape
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

CLOSES_CACHED = 64
"""Instruments whose closes are cached, some 15 KB each."""

BARS_CACHED = 8
"""Dates and instruments whose bars are cached, 1 to 2 MB each: a page and then its socket ask for
the same ones, up to five dates and those at which averages begin."""

LEVELS = [time_of_day(60.0 * number + 30) for number in range(LONGEST_DAY)]
"""The activity of each minute after New York midnight."""


class OpeningState(NamedTuple):
    """An instrument at the tape's opening; ``trades`` is its daily average."""

    instrument: SimulatedInstrument
    trades: float
    reference: Reference
    price: Decimal


class SimulatedHistory:
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
        self._cached_closes = lru_cache(maxsize=CLOSES_CACHED)(self._build_closes)
        self._cached_minutes = lru_cache(maxsize=BARS_CACHED)(self._build_minutes)
        self._cached_days = lru_cache(maxsize=BARS_CACHED)(self._build_days)

    def daily_bars(self, symbol: str) -> list[Bar]:
        """Daily bars of five years, up to and including the tape's first day so far. Empty for an
        unknown symbol."""
        return list(self._cached_days(symbol)) if symbol in self._openings else []

    def minute_bars(self, symbol: str, day: date) -> list[Bar]:
        """Minute bars of a trade date, those with trades only; on the tape's first day up to its
        start, where the last minute is cut short. Empty if ``days`` has no bar."""
        ordinal = day.toordinal()
        if symbol not in self._openings or not self._today - PAST_DAYS <= ordinal <= self._today:
            return []
        return list(self._cached_minutes(symbol, ordinal))

    def _build_days(self, symbol: str) -> list[Bar]:
        known = self._openings[symbol]
        definition = known.instrument.definition
        ordinals = range(self._today - PAST_DAYS, self._today + 1)
        return [
            build_bar(self._outline(known, ordinal), _midnight(ordinal), definition)
            for ordinal in ordinals
        ]

    def _build_minutes(self, symbol: str, ordinal: int) -> list[Bar]:
        known = self._openings[symbol]
        begins, definition = _midnight(ordinal), known.instrument.definition
        levels = self._levels(ordinal)
        minutes = generate_minutes(
            self._outline(known, ordinal),
            levels,
            self._returns.minutes(known.instrument, ordinal, levels),
            SPREAD[definition.asset_class] * float(known.price / definition.price_increment),
            generator(self._seed, symbol, ordinal, "minutes"),
        )
        return [
            build_bar(minute, begins + minute.number * MINUTE, definition) for minute in minutes
        ]

    @cached_property
    def _openings(self) -> dict[str, OpeningState]:
        tape = SimulatedTape(
            self._definitions, seed=self._seed, rate=self._rate, start_ns=self._start
        )
        opening = list(islice(tape, OPENING_EVENTS * len(self._definitions)))
        references = {event.symbol: event for event in opening if isinstance(event, Reference)}
        prices = {event.symbol: event.price for event in opening if isinstance(event, Trade)}
        return {
            event.symbol: OpeningState(
                event,
                tape.average_trades(rank, 86_400.0),
                references[event.symbol],
                prices[event.symbol],
            )
            for rank, event in enumerate(tape.instruments)
        }

    def _outline(self, opening: OpeningState, ordinal: int) -> Outline:
        if ordinal == self._today:
            return partial_outline(
                opening.instrument, opening.reference, opening.price, self._seed, self._today
            )
        return self._past_outline(opening, ordinal)

    def _past_outline(self, opening: OpeningState, ordinal: int) -> Outline:
        instrument = opening.instrument
        definition = instrument.definition
        closes = self._cached_closes(instrument.symbol)
        ago = self._today - 1 - ordinal
        _, gap, busy, above, below, *chances = uniform_deviates(
            self._seed, instrument.symbol, ordinal
        )
        log_gap = GAP * instrument.fair.volatility * normal_deviate(gap)
        opened, close = max(1, round(closes[ago + 1] * math.exp(log_gap))), closes[ago]
        up, down = reaches(math.log(close / opened), volatility(instrument), above, below)
        high = max(opened, close, round(opened * math.exp(up)))
        low = max(1, min(opened, close, round(opened * math.exp(-down))))
        trades = max(
            FEWEST_TRADES, round(opening.trades * math.exp(BUSYNESS * normal_deviate(busy)))
        )
        return Outline(
            opened,
            high,
            low,
            close,
            int(instrument.sizes.total(trades) / definition.size_increment),
            trades,
            *turning_times(opened, high, low, close, chances),
        )

    def _build_closes(self, symbol: str) -> list[int]:
        """Closes in price increments, from yesterday's back to the one before the first day."""
        known = self._openings[symbol]
        closes = [increments(known.reference.prev_close, known.instrument.definition)]
        level = math.log(closes[0])
        for ordinal in range(self._today - 1, self._today - 1 - PAST_DAYS, -1):
            own = normal_deviate(uniform_deviates(self._seed, symbol, ordinal)[0])
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
