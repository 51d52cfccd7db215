"""POST /ingest/: events as NDJSON, taken line by line as they arrive. Django would take a body only
when it is complete."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import Any, NamedTuple

from ticker.feeds.splitter import Splitter
from ticker.ingest.allowance import Allowance, TooManyError
from ticker.ingest.answer import Answer, RequestRefused
from ticker.ingest.authentication import Authentication
from ticker.ingest.body import BODY, PATH, SILENCE, Body, GoneError
from ticker.ingest.insertion import insert_instruments
from ticker.ingest.result import BatchResult
from ticker.ingest.sink import ClosedError, IngestSink
from ticker.ingest.validation import EventValidation
from ticker.web.process import process

MIB = 1024 * 1024

PIECE_SIZE = 64 * 1024
"""Bytes whose lines are taken at once."""

TOKEN_CHECK_SPACING = 5.0
"""Seconds between two checks of the token while a body arrives."""

GONE = "gone"
"""The status in the metrics of a sender that did not wait for the answer."""

NOT_TEXT = "there is a NUL byte in it, so it is no text: send NDJSON in UTF-8, not packed"


class Limits(NamedTuple):
    """``body`` in bytes; ``requests`` and ``events`` a second, for each source."""

    body: int
    requests: int
    events: int


class IngestApplication:
    """An ASGI application around another, which answers all other paths."""

    def __init__(self, sink: IngestSink, limits: Limits, fallback: Any) -> None:
        self._sink, self._limits, self._fallback = sink, limits, fallback
        self._allowances = defaultdict[str, Allowance](
            lambda: Allowance(limits.requests, limits.events)
        )

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] != PATH:
            await self._fallback(scope, receive, send)
            return
        body, tally = Body((scope.get("extensions") or {}).get(BODY, receive)), BatchResult()
        try:
            answer = await self._answer(scope, body, tally)
            await body.drain()
        except GoneError:
            _record_post(GONE, tally)
            return
        except Exception:
            _record_post("500", tally)
            raise
        _record_post(str(answer.status), tally)
        await answer.send(send, tally, is_last=not body.is_over)

    async def _answer(self, scope: dict[str, Any], body: Body, result: BatchResult) -> Answer:
        """Lines taken before an error stay taken."""
        try:
            await self._process_request(scope, body, result)
        except RequestRefused as refused:
            return refused.answer
        except ClosedError as closed:
            return Answer(503, str(closed), closed.retry_after)
        except TooManyError as many:
            return Answer(429, str(many), many.retry_after)
        except TimeoutError:
            return Answer(408, f"nothing has come for {SILENCE:g} s")
        return Answer(202)

    async def _process_request(
        self, scope: dict[str, Any], body: Body, result: BatchResult
    ) -> None:
        door = Authentication(scope)
        source = await door.read_source()
        door.check_content_type()
        self._sink.check_open()
        allowance = self._allowances[source.name]
        with allowance.open_request():
            if door.content_length > self._limits.body:
                raise self._too_big
            intake = EventValidation(
                source, process.hub.mirror.universe, self._sink.put, insert_instruments, result
            )
            await self._read_body(body, intake, allowance, door)

    async def _read_body(
        self,
        body: Body,
        validation: EventValidation,
        allowance: Allowance,
        authentication: Authentication,
    ) -> None:
        splitter, looked_at = Splitter(), time.monotonic()
        async for chunk in body.chunks():
            if body.size > self._limits.body:
                raise self._too_big
            if b"\0" in chunk:
                raise RequestRefused(Answer(400, NOT_TEXT))
            if time.monotonic() - looked_at >= TOKEN_CHECK_SPACING:
                await authentication.read_source()
                looked_at = time.monotonic()
            for start in range(0, len(chunk), PIECE_SIZE):
                lines = splitter.split(chunk[start : start + PIECE_SIZE])
                allowance.spend(len(lines))
                await validation.process_lines(lines)
        await validation.process_lines(splitter.last_line())

    @property
    def _too_big(self) -> RequestRefused:
        most = self._limits.body // MIB
        return RequestRefused(
            Answer(413, f"more than {most} MiB: send the lines that follow in another")
        )


def _record_post(status: str, result: BatchResult) -> None:
    process.hub.metrics.record_post(status, result.accepted, result.rejected)
