"""An answer to a sender: JSON with the error, if any, and the batch result."""

from __future__ import annotations

import json
from math import ceil
from typing import Any, NamedTuple

from ticker.ingest.result import BatchResult


class Answer(NamedTuple):
    """``error`` says what was wrong and what to do; retry after ``wait`` seconds."""

    status: int
    error: str = ""
    retry_after: float = 0
    header: tuple[bytes, bytes] | None = None

    async def send(self, send: Any, result: BatchResult, is_last: bool) -> None:
        """``is_last``: part of the request is unread, so no other can follow on this connection."""
        content = {"error": self.error} if self.error else {}
        body = json.dumps(content | result.content).encode() + b"\n"
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
        ]
        if self.retry_after:
            headers.append((b"retry-after", b"%d" % ceil(self.retry_after)))
        if self.header:
            headers.append(self.header)
        if is_last:
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class RequestRefused(Exception):  # noqa: N818 - what is wrong is the request
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.error)
        self.answer = answer
