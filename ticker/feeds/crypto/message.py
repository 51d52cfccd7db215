"""A message of an exchange, before ccxt interprets it."""

from __future__ import annotations

from typing import Any

import msgspec

_decoder = msgspec.json.Decoder(float_hook=str)
"""Numbers keep all their digits, as in ccxt itself."""


def decode_frame(frame: str | bytes, is_text: bool) -> Any:
    """Decoded as ccxt does it. Anything but JSON, such as ping and pong, is left to the exchange's
    class."""
    if isinstance(frame, bytes):
        if not is_text:
            return frame
        frame = frame.decode()
    return _decoder.decode(frame) if frame[:1] in ("{", "[") else frame


def is_snapshot(message: Any) -> bool:
    """Whether it repeats the past, as Kraken or Coinbase mark it."""
    if not isinstance(message, dict):
        return False
    events = message.get("events")
    parts = [message, *(events if isinstance(events, list) else ())]
    return any(isinstance(part, dict) and part.get("type") == "snapshot" for part in parts)
