"""Rare incidents: trading halts and price gaps."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from ticker.feeds.simulation.instrument import SimulatedInstrument
from ticker.market.events import AnyEvent

SECOND = 10**9
HALT_SPACING, GAP_SPACING = 300.0 * 550, 120.0 * 550
"""Mean seconds between two halts, and two gaps, of one instrument."""

HALT_LENGTHS = 30, 300
"""The shortest and the longest halt, in whole seconds."""

GAP_SIZES = 0.005, 0.03
"""The smallest and the largest gap, as a log return."""


class Incidents:
    """Halts instruments and resumes them. Crypto venues have no halts."""

    def __init__(self, instruments: Sequence[SimulatedInstrument], rng: random.Random) -> None:
        self._rng = rng
        self._haltable = [x for x in instruments if x.definition.asset_class != "CRYPTO"]
        self._gappable = [x for x in instruments if x.definition.asset_class != "ETF"]
        self._resumptions: dict[str, tuple[int, SimulatedInstrument]] = {}

    def advance(self, now: int, seconds: float) -> Iterator[AnyEvent]:
        """The incidents of the next ``seconds`` (well below HALT_LENGTHS), reported at their
        start."""
        yield from self._resume(now)
        if self._rng.random() < len(self._gappable) * seconds / GAP_SPACING:
            self._gap(self._rng.choice(self._gappable))
        if self._rng.random() < len(self._haltable) * seconds / HALT_SPACING:
            yield from self._halt(self._rng.choice(self._haltable), now)

    def _resume(self, now: int) -> Iterator[AnyEvent]:
        for symbol, (at, instrument) in list(self._resumptions.items()):
            if at <= now:
                del self._resumptions[symbol]
                yield from instrument.resume(now)

    def _halt(self, instrument: SimulatedInstrument, now: int) -> Iterator[AnyEvent]:
        if instrument.is_halted:
            return
        until = now + self._rng.randint(*HALT_LENGTHS) * SECOND
        self._resumptions[instrument.symbol] = until, instrument
        yield instrument.halt(now, self._rng.choice(("T1", "LULD", "LULD")))
        self._gap(instrument)

    def _gap(self, instrument: SimulatedInstrument) -> None:
        instrument.fair.jump(self._rng.choice((-1, 1)) * self._rng.uniform(*GAP_SIZES))
