"""Validation: passes the lines of one request through the edge and gives each its verdict."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from msgspec.structs import force_setattr

from ticker.feeds.edge import Edge
from ticker.ingest.definition import definition_from_reference
from ticker.ingest.result import BatchResult, LineResult
from ticker.ingest.source import Source
from ticker.market.events import (
    BadEventError,
    Epoch,
    HeartbeatEvent,
    Reference,
    check,
    decode,
    encode,
)
from ticker.market.instruments import InstrumentDefinition, Universe

ADDED = "added_at_next_start"
FULL = "too_many_instruments"

AddInstruments = Callable[[list[InstrumentDefinition], str], Awaitable[set[str]]]
"""Adds instruments for a source; returns the symbols for which there was no room."""


class EventValidation:
    """Good lines go on even if others are bad. Repeated numbered events are unknown here: the
    publisher drops them."""

    def __init__(
        self,
        source: Source,
        universe: Universe,
        put: Callable[[list[bytes]], Awaitable[None]],
        add_instruments: AddInstruments,
        result: BatchResult,
    ) -> None:
        """``put`` takes the accepted lines as NDJSON."""
        self._source = source
        self._universe, self._add_instruments = universe, add_instruments
        self._edge = Edge(universe, source.name)
        self._put, self._result = put, result

    async def process_lines(self, lines: Sequence[bytes]) -> None:
        """Raises what ``put`` and ``add`` raise; then none of these lines has a verdict."""
        accepted: list[bytes] = []
        verdicts = [self._line_result(line, accepted) for line in lines]
        if self._source.may_add:
            verdicts = await self._add_unknown(lines, verdicts)
        if accepted:
            await self._put(accepted)
        else:
            await asyncio.sleep(0)
        self._result.add(verdicts)

    def _line_result(self, line: bytes, accepted: list[bytes]) -> LineResult:
        if not line or line.isspace():
            return False
        try:
            accepted.append(self._encode_event(line))
        except BadEventError as error:
            return error
        return True

    def _encode_event(self, line: bytes) -> bytes:
        """The event as it is passed on. Raises BadEventError."""
        event = self._edge.normalise_or_raise(line, time.time_ns())
        if isinstance(event, Epoch):
            raise BadEventError("not_allowed", "an epoch would empty the market of all sources")
        if not isinstance(event, HeartbeatEvent):
            check(event)
            if not self._source.covers(event.symbol):
                raise BadEventError("out_of_scope", repr(event.symbol))
        # Whatever the line says: the token tells the source.
        force_setattr(event, "source", self._source.name)
        return encode(event)

    async def _add_unknown(
        self, lines: Sequence[bytes], line_results: Sequence[LineResult]
    ) -> list[LineResult]:
        """Add unknown instruments of reference events. Processes read the instruments when they
        start, so until then only these verdicts change."""
        new: dict[int, InstrumentDefinition] = {}
        answers = list(line_results)
        for number, verdict in enumerate(line_results):
            if isinstance(verdict, BadEventError) and verdict.reason == "unknown_symbol":
                try:
                    if definition := self._unknown_definition(lines[number]):
                        new[number] = definition
                except BadEventError as error:
                    answers[number] = error
        if new:
            refused = await self._add_instruments(list(new.values()), self._source.name)
            for number, definition in new.items():
                is_full = definition.symbol in refused
                answers[number] = BadEventError(FULL if is_full else ADDED, repr(definition.symbol))
        return answers

    def _unknown_definition(self, line: bytes) -> InstrumentDefinition | None:
        """None for any other event. Raises BadEventError."""
        event = decode(line)
        if not isinstance(event, Reference):
            return None
        definition = definition_from_reference(event, self._universe)
        if not self._source.covers(definition.symbol):
            raise BadEventError("out_of_scope", repr(definition.symbol))
        return definition
