"""The day on which a tape starts, up to its start: the history is generated from the tape's
opening."""

from __future__ import annotations

from decimal import Decimal

from ticker.feeds.simulation.chance import uniform_deviates
from ticker.feeds.simulation.instrument import SimulatedInstrument
from ticker.feeds.simulation.outline import FEWEST_TRADES, Outline, turning_times
from ticker.market.events import Reference
from ticker.market.instruments import InstrumentDefinition

VWAP_PARTS = 10_000
"""Parts of a price increment to which a VWAP is rounded."""


def partial_outline(
    instrument: SimulatedInstrument, day: Reference, last: Decimal, seed: int, today: int
) -> Outline:
    """``day`` is the day so far in the tape's opening, ``last`` its first price, ``today`` the
    ordinal of its first trade date."""
    definition = instrument.definition
    assert day.volume is not None, "the tape's opening tells it"
    volume = int(day.volume / definition.size_increment)
    trades = round(volume / instrument.sizes.mean)
    opened, high, low, close = (
        increments(price, definition) for price in (day.open, day.high, day.low, last)
    )
    chances = uniform_deviates(seed, instrument.symbol, today)
    return Outline(
        opened,
        high,
        low,
        close,
        volume,
        max(FEWEST_TRADES, min(trades, volume)),
        *turning_times(opened, high, low, close, chances[-3:]),
    )


def vwap_of(outline: Outline, definition: InstrumentDefinition) -> Decimal | None:
    if not outline.volume:
        return None
    parts = round(outline.notional * VWAP_PARTS / outline.volume)
    return definition.price_increment * parts / VWAP_PARTS


def increments(price: Decimal | None, definition: InstrumentDefinition) -> int:
    assert price is not None, "the tape's opening tells it"
    return int(price / definition.price_increment)
