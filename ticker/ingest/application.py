"""POST /ingest/: events as NDJSON, taken line by line as they arrive. Django would take a body only
when it is complete."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import Any, NamedTuple

from ticker.feeds.splitter import Splitter
from ticker.ingest.addition import add
from ticker.ingest.allowance import Allowance, TooManyError
from ticker.ingest.answer import Answer, Refused
from ticker.ingest.body import BODY, PATH, SILENCE, Body, GoneError
from ticker.ingest.door import Door
from ticker.ingest.inlet import ClosedError, Inlet
from ticker.ingest.intake import Intake
from ticker.ingest.tally import Tally
from ticker.web.process import live

MIB = 1024 * 1024

PIECE = 64 * 1024
"""Bytes whose lines are taken at once."""

LOOK_SPACING = 5.0
"""Seconds between two checks of the token while a body arrives."""

GONE = "gone"
"""The status in the metrics of a sender that did not wait for the answer."""

NO_TEXT = "there is a NUL byte in it, so it is no text: send NDJSON in UTF-8, not packed"


class Limits(NamedTuple):
    """``body`` in bytes; ``requests`` and ``events`` a second, for each source."""

    body: int
    requests: int
    events: int


class Ingest:
    """An ASGI application around another, which answers all other paths."""

    def __init__(self, inlet: Inlet, limits: Limits, otherwise: Any) -> None:
        self._inlet, self._limits, self._otherwise = inlet, limits, otherwise
        self._allowances = defaultdict[str, Allowance](
            lambda: Allowance(limits.requests, limits.events)
        )

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] != PATH:
            await self._otherwise(scope, receive, send)
            return
        body, tally = Body((scope.get("extensions") or {}).get(BODY, receive)), Tally()
        try:
            answer = await self._answer(scope, body, tally)
            await body.drain()
        except GoneError:
            _count(GONE, tally)
            return
        except Exception:
            _count("500", tally)
            raise
        _count(str(answer.status), tally)
        await answer.send(send, tally, is_last=not body.is_over)

    async def _answer(self, scope: dict[str, Any], body: Body, tally: Tally) -> Answer:
        """Lines taken before an error stay taken."""
        try:
            await self._take(scope, body, tally)
        except Refused as refused:
            return refused.answer
        except ClosedError as closed:
            return Answer(503, str(closed), closed.wait)
        except TooManyError as many:
            return Answer(429, str(many), many.wait)
        except TimeoutError:
            return Answer(408, f"nothing has come for {SILENCE:g} s")
        return Answer(202)

    async def _take(self, scope: dict[str, Any], body: Body, tally: Tally) -> None:
        door = Door(scope)
        source = await door.source()
        door.check_type()
        self._inlet.check()
        allowance = self._allowances[source.name]
        with allowance.request():
            if door.length > self._limits.body:
                raise self._too_big
            intake = Intake(source, live.hub.mirror.universe, self._inlet.put, add, tally)
            await self._read(body, intake, allowance, door)

    async def _read(self, body: Body, intake: Intake, allowance: Allowance, door: Door) -> None:
        splitter, looked_at = Splitter(), time.monotonic()
        async for chunk in body.chunks():
            if body.size > self._limits.body:
                raise self._too_big
            if b"\0" in chunk:
                raise Refused(Answer(400, NO_TEXT))
            if time.monotonic() - looked_at >= LOOK_SPACING:
                await door.source()
                looked_at = time.monotonic()
            for start in range(0, len(chunk), PIECE):
                lines = splitter.split(chunk[start : start + PIECE])
                allowance.spend(len(lines))
                await intake.take(lines)
        await intake.take(splitter.end())

    @property
    def _too_big(self) -> Refused:
        most = self._limits.body // MIB
        return Refused(Answer(413, f"more than {most} MiB: send the lines that follow in another"))


def _count(status: str, tally: Tally) -> None:
    live.hub.metrics.post_ended(status, tally.accepted, tally.rejected)
