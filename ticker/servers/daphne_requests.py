"""Daphne's requests with a limit on their bodies. Daphne delivers a body only when it is complete:
too late for a stranger's, and for what is posted to /ingest/."""

from __future__ import annotations

from typing import Any

from daphne.http_protocol import WebRequest

from ticker.ingest.body import PATH
from ticker.servers.bodylimit import LIMIT, REFUSAL
from ticker.servers.daphne_bodies import IncomingBody

REFUSAL_RESPONSE = (
    b"HTTP/1.1 413 Content Too Large\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(REFUSAL), REFUSAL)
)


class LimitedRequest(WebRequest):
    """``incoming_body`` is the arriving body of a request whose application sets its own limit."""

    incoming_body: IncomingBody | None = None
    _size = 0
    _is_refused = False

    def gotLength(self, length: int | None) -> None:  # noqa: N802 - Twisted's name
        line = self._request_line()
        if line is not None and self._has_own_limit(*line):
            super().gotLength(0)
            self.incoming_body = IncomingBody(self.channel.transport)
            super().requestReceived(*line)
            return
        super().gotLength(length)
        if length is not None and length > LIMIT:
            self._refuse()

    def _request_line(self) -> tuple[bytes, bytes, bytes] | None:
        """Method, path and version, which Twisted passes to a request only at the end. If it keeps
        them elsewhere, all bodies take the slow way."""
        values = [
            getattr(self.channel, f"_{name}", None) for name in ("command", "path", "version")
        ]
        command, path, version = values
        return (command, path, version) if command and path and version else None

    def _has_own_limit(self, command: bytes, path: bytes, _: bytes) -> bool:
        is_posted = command == b"POST" and not self.requestHeaders.hasHeader(b"upgrade")
        return is_posted and path.partition(b"?")[0] == PATH.encode()

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        if self.incoming_body is not None:
            self.incoming_body.feed_data(data)
            return
        self._size += len(data)
        if self._size > LIMIT:
            self._refuse()
        if not self._is_refused:
            super().handleContentChunk(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:  # noqa: N802
        if self.incoming_body is not None:
            self.incoming_body.feed_eof()
            return
        super().requestReceived(command, path, version)

    def finish(self) -> None:
        if self.incoming_body is not None and not self.incoming_body.is_over:
            self.channel.persistent = False  # the rest of the body is not a request
        super().finish()

    def connectionLost(self, reason: Any) -> None:  # noqa: N802
        if self.incoming_body is not None:
            self.incoming_body.connection_lost()
        super().connectionLost(reason)

    def process(self) -> Any:
        return None if self._is_refused else super().process()

    def _refuse(self) -> None:
        if not self._is_refused:
            self._is_refused = True
            self.channel.transport.write(REFUSAL_RESPONSE)
            self.channel.transport.loseConnection()


def limit_requests(factory: Any) -> None:
    """``factory`` is Daphne's for HTTP; its connections create these requests from now on."""
    build = factory.buildProtocol

    def build_limited(address: Any) -> Any:
        protocol = build(address)
        protocol.requestFactory = LimitedRequest
        return protocol

    factory.buildProtocol = build_limited
