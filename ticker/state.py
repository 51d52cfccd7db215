"""State: what is kept of an instrument, so that a market that begins anew knows what it knew."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from msgspec import Struct

from ticker.bar import Bar
from ticker.level1 import Level1
from ticker.prints import Print


class State(Struct, frozen=True, array_like=True, kw_only=True):
    """A LastValue as it was. ``close`` is price, trade date and source; ``statuses`` are the last
    changes of trading status: when (UTC nanoseconds), status and reason, the newest last."""

    level: Level1
    trade_date: str
    day: Bar
    ts_quote: int = 0
    ts_status: int = 0
    status: str = ""
    reason: str = ""
    close: tuple[Decimal, str, str] | None = None
    source: str = ""
    prints: list[Print] = []
    statuses: list[tuple[int, str, str]] = []


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(State)


def encode(state: State) -> bytes:
    return _encoder.encode(state)


def decode(data: bytes) -> State:
    """Raises msgspec.DecodeError for what another version wrote."""
    return _decoder.decode(data)
