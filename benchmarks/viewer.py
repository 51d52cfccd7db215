"""A viewer: one socket of the load generator."""

from __future__ import annotations

import asyncio
import zlib

from picows import WSFrame, WSListener, WSMsgType, WSTransport

from benchmarks import acks
from benchmarks.rowpage import RowPage
from benchmarks.wire import Counters

CHROMIUM_OFFERS = "permessage-deflate; client_max_window_bits"
DEFLATE_END = b"\x00\x00\xff\xff"


class Viewer(WSListener):
    """Counts what it gets and answers acks. Only one with a ``page`` reads the rows."""

    def __init__(self, counters: Counters, origin: str, page: RowPage | None) -> None:
        self.page = page
        self.received = 0
        self.is_leaving = False
        self._counters = counters
        self._origin = origin
        self._inflater: zlib._Decompress | None = None
        self._ack: asyncio.TimerHandle | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        extensions = transport.response.headers.get("Sec-WebSocket-Extensions", "")
        if extensions.startswith("permessage-deflate"):
            self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        self._counters.connected += 1

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._counters.connected -= 1
        self._counters.lost += not self.is_leaving
        if self._ack is not None:
            self._ack.cancel()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
        if frame.msg_type != WSMsgType.TEXT:
            return
        self.received += 1
        self._counters.messages += 1
        self._counters.bytes += frame.payload_size
        if self._inflater is not None:
            whole = frame.get_payload_as_bytes()
            if frame.rsv1:
                whole = self._inflater.decompress(whole + DEFLATE_END)
            tail = whole[-acks.TAIL :]
        elif self.page is not None:
            whole = frame.get_payload_as_bytes()
            tail = whole[-acks.TAIL :]
        else:
            whole, tail = b"", bytes(frame.get_payload_as_memoryview()[-acks.TAIL :])
        if self.page is not None:
            self.page.receive(whole)
        if acks.ACK_MARK in tail:
            self._answer(transport, tail)

    def _answer(self, transport: WSTransport, tail: bytes) -> None:
        """A later element replaces an earlier one before it was seen: then that never answers."""
        said = acks.ack_message(tail, self._origin)
        if said is None:
            return
        if self._ack is not None:
            self._ack.cancel()
        loop = asyncio.get_running_loop()
        self._ack = loop.call_later(acks.DELAY, self._send, transport, said)

    def _send(self, transport: WSTransport, said: str) -> None:
        if not transport.is_disconnected:
            transport.send(WSMsgType.TEXT, said.encode())
            self._counters.acks += 1
