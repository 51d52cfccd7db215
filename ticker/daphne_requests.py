"""Daphne's requests with the limit to their bodies: Daphne hands one over when all of it has come,
which for a stranger's would be too late."""

from __future__ import annotations

from typing import Any

from daphne.http_protocol import WebRequest

from ticker.bodylimit import LIMIT, REFUSAL

ANSWER = (
    b"HTTP/1.1 413 Content Too Large\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(REFUSAL), REFUSAL)
)


class LimitedRequest(WebRequest):
    _size = 0
    _is_refused = False

    def gotLength(self, length: int | None) -> None:  # noqa: N802 - Twisted's name
        super().gotLength(length)
        if length is not None and length > LIMIT:
            self._refuse()

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        self._size += len(data)
        if self._size > LIMIT:
            self._refuse()
        if not self._is_refused:
            super().handleContentChunk(data)

    def process(self) -> Any:
        return None if self._is_refused else super().process()

    def _refuse(self) -> None:
        if not self._is_refused:
            self._is_refused = True
            self.channel.transport.write(ANSWER)
            self.channel.transport.loseConnection()


def limit_requests(factory: Any) -> None:
    """``factory`` is Daphne's for HTTP: its connections make such requests from now on."""
    build = factory.buildProtocol

    def build_limited(address: Any) -> Any:
        protocol = build(address)
        protocol.requestFactory = LimitedRequest
        return protocol

    factory.buildProtocol = build_limited
