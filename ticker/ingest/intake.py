"""The intake: takes the lines of one request through the edge, and gives each its verdict."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from msgspec.structs import force_setattr

from ticker.events import BadEventError, Epoch, Heartbeat, check, encode
from ticker.feeds.edge import Edge
from ticker.ingest.source import Source
from ticker.ingest.tally import Tally, Verdict
from ticker.instruments import Universe


class Intake:
    """Good lines go on though others are bad. Numbered events that come again are not known here:
    the publisher drops them."""

    def __init__(
        self,
        source: Source,
        universe: Universe,
        put: Callable[[list[bytes]], Awaitable[None]],
        tally: Tally,
    ) -> None:
        """``put`` takes what is to go on, as NDJSON."""
        self._source = source
        self._edge = Edge(universe, source.name)
        self._put, self._tally = put, tally

    async def take(self, lines: Sequence[bytes]) -> None:
        """Raises what ``put`` raises; then no line of these has a verdict."""
        found: list[bytes] = []
        verdicts = [self._verdict(line, found) for line in lines]
        if found:
            await self._put(found)
        else:
            await asyncio.sleep(0)
        self._tally.add(verdicts)

    def _verdict(self, line: bytes, found: list[bytes]) -> Verdict:
        if not line or line.isspace():
            return False
        try:
            found.append(self._event(line))
        except BadEventError as error:
            return error
        return True

    def _event(self, line: bytes) -> bytes:
        """As it is passed on. Raises BadEventError."""
        event = self._edge.read(line, time.time_ns())
        if isinstance(event, Epoch):
            raise BadEventError("not_allowed", "an epoch would empty the market of all sources")
        if not isinstance(event, Heartbeat):
            check(event)
            if not self._source.covers(event.symbol):
                raise BadEventError("out_of_scope", repr(event.symbol))
        # Whatever the line says: it is whose token it came with.
        force_setattr(event, "source", self._source.name)
        return encode(event)
