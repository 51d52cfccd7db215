"""Framing: a text message's bytes on the wire (RFC 6455, 5.2), made once for all sockets that get
the message. Servers frame for each socket; this project's ask here first."""

from __future__ import annotations

from ticker.live.wire import Message

FRAME_KEY = "stock_ticker.framed"
"""The key under which a message keeps its bytes. Other servers ignore it."""

FINAL_TEXT = 0x81


def frame_text(message: Message) -> bytes:
    known: bytes | None = message.get(FRAME_KEY)
    if known is None:
        payload = message["text"].encode()
        known = message[FRAME_KEY] = _header(len(payload)) + payload
    return known


def _header(length: int) -> bytes:
    if length < 126:
        return bytes((FINAL_TEXT, length))
    if length < 1 << 16:
        return bytes((FINAL_TEXT, 126)) + length.to_bytes(2)
    return bytes((FINAL_TEXT, 127)) + length.to_bytes(8)
