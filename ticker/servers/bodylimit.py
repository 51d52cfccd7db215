"""The limit for request bodies: Daphne writes them to disk before any view sees them."""

from __future__ import annotations

from typing import Any

LIMIT = 16 * 1024 * 1024
"""Bytes. The largest legitimate body is a file of 1 MiB; somebody who picks one of 10 MiB must be
able to read why it is too big."""

REFUSAL = f"What was sent is over {LIMIT // 2**20} MiB. Send less.\n".encode()


class _TooBigError(Exception):
    """More than LIMIT has arrived."""


class BodyLimit:
    """An ASGI application around another: 413 for a body over the limit, of which no more is read,
    on servers that pass on a body as it arrives. For Daphne see ``LimitedRequest``."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if length.isdigit() and int(length) > LIMIT:
            await _refuse(send)
            return
        count = 0

        async def counted() -> Any:
            nonlocal count
            message = await receive()
            count += len(message.get("body", b""))
            if count > LIMIT:
                raise _TooBigError
            return message

        try:
            await self._application(scope, counted, send)
        except _TooBigError:
            await _refuse(send)


async def _refuse(send: Any) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSAL})
