"""Posting to a server's /ingest/, as a source does."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any, NamedTuple

from tests.support.server import PATIENCE, Server

CREATE = """
from ticker.ingest import token
from ticker.ingest.source import Source
answer = token.create(Source(%r, frozenset(%r), may_add=%r))
"""
REVOKE = """
from ticker.ingest import token
answer = token.revoke(%r)
"""


class IngestAnswer(NamedTuple):
    """``wait`` is what Retry-After says."""

    status: int
    data: dict[str, Any]
    retry_after: int = 0


class IngestSource:
    """A source of events. ``event`` numbers them."""

    def __init__(self, server: Server, name: str, *symbols: str, may_add: bool = False) -> None:
        self.server, self.name = server, name
        self.token: str = server.run(CREATE % (name, list(symbols), may_add))
        self._number = 0

    def revoke(self) -> None:
        assert self.server.run(REVOKE % self.name)

    def trade(self, symbol: str, price: str, size: str = "100", **more: object) -> dict[str, Any]:
        self._number += 1
        numbered = {"ts_event": time.time_ns(), "source_seq": self._number}
        return {"type": "trade", "symbol": symbol, "price": price, "size": size, **numbered, **more}

    def post(self, *events: dict[str, Any] | bytes, **headers: str) -> IngestAnswer:
        """Events, or lines that may be none."""
        with self.request(**headers) as connection:
            body = b"".join(map(event_line, events))
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            return read_answer(connection)

    @contextmanager
    def request(self, **headers: str) -> Iterator[HTTPConnection]:
        """One that is begun: more headers may follow."""
        given = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/x-ndjson"}
        connection = HTTPConnection("localhost", self.server.port, timeout=PATIENCE)
        try:
            connection.putrequest("POST", "/ingest/")
            for name, value in (given | headers).items():
                if value:
                    connection.putheader(name, value)
            yield connection
        finally:
            connection.close()


def event_line(event: dict[str, Any] | bytes) -> bytes:
    return event if isinstance(event, bytes) else json.dumps(event).encode() + b"\n"


def chunk(data: bytes) -> bytes:
    """As one of a body whose length is not said beforehand."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def read_answer(connection: HTTPConnection) -> IngestAnswer:
    response = connection.getresponse()
    said = json.loads(response.read())
    return IngestAnswer(response.status, said, int(response.headers.get("Retry-After", 0)))
