"""Validation: passes the lines of one request through the edge and gives each its verdict."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from msgspec.structs import force_setattr

from ticker.feeds.edge import Edge
from ticker.ingest.introduction import definition_in
from ticker.ingest.source import Source
from ticker.ingest.tally import Tally, Verdict
from ticker.market.events import BadEventError, Epoch, Heartbeat, Reference, check, decode, encode
from ticker.market.instruments import InstrumentDefinition, Universe

ADDED = "added_at_next_start"
FULL = "too_many_instruments"

Add = Callable[[list[InstrumentDefinition], str], Awaitable[set[str]]]
"""Adds instruments for a source; returns the symbols for which there was no room."""


class Intake:
    """Good lines go on even if others are bad. Repeated numbered events are unknown here: the
    publisher drops them."""

    def __init__(
        self,
        source: Source,
        universe: Universe,
        put: Callable[[list[bytes]], Awaitable[None]],
        add: Add,
        tally: Tally,
    ) -> None:
        """``put`` takes the accepted lines as NDJSON."""
        self._source = source
        self._universe, self._add = universe, add
        self._edge = Edge(universe, source.name)
        self._put, self._tally = put, tally

    async def take(self, lines: Sequence[bytes]) -> None:
        """Raises what ``put`` and ``add`` raise; then none of these lines has a verdict."""
        accepted: list[bytes] = []
        verdicts = [self._verdict(line, accepted) for line in lines]
        if self._source.may_add:
            verdicts = await self._introduce(lines, verdicts)
        if accepted:
            await self._put(accepted)
        else:
            await asyncio.sleep(0)
        self._tally.add(verdicts)

    def _verdict(self, line: bytes, accepted: list[bytes]) -> Verdict:
        if not line or line.isspace():
            return False
        try:
            accepted.append(self._event(line))
        except BadEventError as error:
            return error
        return True

    def _event(self, line: bytes) -> bytes:
        """The event as it is passed on. Raises BadEventError."""
        event = self._edge.read(line, time.time_ns())
        if isinstance(event, Epoch):
            raise BadEventError("not_allowed", "an epoch would empty the market of all sources")
        if not isinstance(event, Heartbeat):
            check(event)
            if not self._source.covers(event.symbol):
                raise BadEventError("out_of_scope", repr(event.symbol))
        # Whatever the line says: the token tells the source.
        force_setattr(event, "source", self._source.name)
        return encode(event)

    async def _introduce(
        self, lines: Sequence[bytes], verdicts: Sequence[Verdict]
    ) -> list[Verdict]:
        """Add unknown instruments of reference events. Processes read the instruments when they
        start, so until then only these verdicts change."""
        new: dict[int, InstrumentDefinition] = {}
        answers = list(verdicts)
        for number, verdict in enumerate(verdicts):
            if isinstance(verdict, BadEventError) and verdict.reason == "unknown_symbol":
                try:
                    if definition := self._introduced(lines[number]):
                        new[number] = definition
                except BadEventError as error:
                    answers[number] = error
        if new:
            refused = await self._add(list(new.values()), self._source.name)
            for number, definition in new.items():
                is_full = definition.symbol in refused
                answers[number] = BadEventError(FULL if is_full else ADDED, repr(definition.symbol))
        return answers

    def _introduced(self, line: bytes) -> InstrumentDefinition | None:
        """None for any other event. Raises BadEventError."""
        event = decode(line)
        if not isinstance(event, Reference):
            return None
        definition = definition_in(event, self._universe)
        if not self._source.covers(definition.symbol):
            raise BadEventError("out_of_scope", repr(definition.symbol))
        return definition
