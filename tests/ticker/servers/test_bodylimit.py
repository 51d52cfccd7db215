"""What a stranger sends is read up to a limit, and not a byte further."""

from __future__ import annotations

from typing import Any

import pytest

from ticker.servers import bodylimit
from ticker.servers.bodylimit import BodyLimit


class Reader:
    """Reads all of a request and answers with its length; ``chunks`` are what a client sends."""

    def __init__(self, *chunks: bytes, length: bytes = b"") -> None:
        self.left = list(chunks)
        self.scope = {"headers": [(b"content-length", length)] if length else []}
        self.sent: list[dict[str, Any]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message["body"]), message["more_body"]
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": str(size).encode()})

    async def receive(self) -> dict[str, Any]:
        body = self.left.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(self.left)}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    async def status(self) -> int:
        await BodyLimit(self)(self.scope, self.receive, self.send)
        status: int = self.sent[0]["status"]
        return status


@pytest.fixture(autouse=True)
def ten_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodylimit, "LIMIT", 10)


async def test_what_fits_is_read() -> None:
    reader = Reader(b"12345", b"67890", length=b"10")
    assert await reader.status() == 200
    assert reader.sent[1]["body"] == b"10"


async def test_who_says_that_it_is_too_much_is_not_read_at_all() -> None:
    reader = Reader(b"12345", length=b"11")
    assert await reader.status() == 413
    assert reader.left == [b"12345"]


@pytest.mark.parametrize("length", [b"", b"5", b"-1", b"x"])
async def test_who_does_not_say_so_is_read_up_to_the_limit(length: bytes) -> None:
    reader = Reader(b"12345", b"67890", b"1", b"never read", length=length)
    assert await reader.status() == 413
    assert reader.left == [b"never read"]
    assert b"over" in reader.sent[1]["body"]
