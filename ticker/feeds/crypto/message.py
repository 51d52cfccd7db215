"""A message of an exchange's, before its class in ccxt makes something of it."""

from __future__ import annotations

from typing import Any

import msgspec

_decoder = msgspec.json.Decoder(float_hook=str)
"""Figures with all their digits, as ccxt itself reads them where it asks for them."""


def decoded(frame: str | bytes, is_text: bool) -> Any:
    """As ccxt has it: what is no JSON is left to the exchange's class, some say ping and pong."""
    if isinstance(frame, bytes):
        if not is_text:
            return frame
        frame = frame.decode()
    return _decoder.decode(frame) if frame[:1] in ("{", "[") else frame


def is_snapshot(message: Any) -> bool:
    """Whether it tells what was before, in the words of Kraken or of Coinbase."""
    if not isinstance(message, dict):
        return False
    events = message.get("events")
    parts = [message, *(events if isinstance(events, list) else ())]
    return any(isinstance(part, dict) and part.get("type") == "snapshot" for part in parts)
