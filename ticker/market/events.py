"""Market data events: one normalised form for every source.

Prices and sizes are ``Decimal`` here and decimal strings on the wire; a JSON number is also
accepted and read digit by digit, never as a float. Times are UTC nanoseconds.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta, Struct

Nanoseconds = Annotated[int, Meta(ge=1, le=2**63 - 1)]
Count = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Text = Annotated[str, Meta(max_length=200)]
Shown = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
"""Text shown to people: no control characters."""

Status = Literal["PRE_OPEN", "TRADING", "HALTED", "PAUSED", "CLOSED"]


def is_halt(status: str) -> bool:
    return status in ("HALTED", "PAUSED")


AssetClass = Literal["EQUITY", "ETF", "CRYPTO"]

PRICE_LIMIT = Decimal(10) ** 9
SIZE_LIMIT = Decimal(10) ** 15
SMALLEST = Decimal("1e-12")
DELAYED, SNAPSHOT, LATE, INELIGIBLE = 1, 2, 4, 8
"""Bits of ``flags``. An INELIGIBLE trade adds to the volume only."""

LINE_LIMIT = 64 * 1024
"""Bytes of the longest NDJSON line that is read."""


class BadEventError(ValueError):
    """An unusable event. ``reason`` is a short word to count by."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """``seq`` is assigned here and has no gaps within a stream; 0 means not numbered yet."""

    symbol: Text = ""
    ts_event: Nanoseconds
    ts_recv: Count = 0
    source: Text = ""
    seq: Count = 0
    source_seq: Count | None = None
    flags: Count = 0


class Quote(Event, frozen=True, kw_only=True, omit_defaults=True, tag="quote"):
    """Best bid and offer. A side that is null or has price 0 is empty."""

    bid: Decimal | None = None
    bid_size: Decimal | None = None
    ask: Decimal | None = None
    ask_size: Decimal | None = None


class Trade(Event, frozen=True, kw_only=True, omit_defaults=True, tag="trade"):
    price: Decimal
    size: Decimal
    aggressor_side: Text | None = None
    trade_id: Text | None = None
    conditions: Text | None = None


class TradeCorrection(Event, frozen=True, kw_only=True, omit_defaults=True, tag="tradecorrection"):
    """Cancels or corrects the trade with this ``trade_id``."""

    trade_id: Text
    action: Literal["cancel", "correct"]
    price: Decimal | None = None
    size: Decimal | None = None


class BarEvent(Event, frozen=True, kw_only=True, omit_defaults=True, tag="bar"):
    interval: Text
    ts_open: Nanoseconds
    ts_close: Nanoseconds
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    vwap: Decimal | None = None
    trade_count: Count | None = None
    is_final: bool


class TradingStatus(Event, frozen=True, kw_only=True, omit_defaults=True, tag="tradingstatus"):
    """``reason`` is the venue's code: T1, T5, LULD …"""

    status: Status
    reason: Shown | None = None


class Reference(Event, frozen=True, kw_only=True, omit_defaults=True, tag="reference"):
    """Facts from a provider rather than from the tape.

    ``prev_close_date`` is the trade date (YYYY-MM-DD) of ``prev_close``; without it the close
    belongs to the session before the event. ``vwap`` covers the day's whole ``volume``.
    ``asset_class`` and ``price_increment`` describe an instrument that is not known yet.
    """

    prev_close: Decimal | None = None
    prev_close_date: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    open: Decimal | None = None
    high: Decimal | None = None
    low: Decimal | None = None
    volume: Decimal | None = None
    vwap: Decimal | None = None
    name: Shown | None = None
    currency: Annotated[str, Meta(max_length=8)] | None = None
    asset_class: AssetClass | None = None
    price_increment: Decimal | None = None


class HeartbeatEvent(Event, frozen=True, kw_only=True, omit_defaults=True, tag="heartbeat"):
    """Proves that the feed is alive while nothing trades.

    ``gap_since`` reports that events between that moment (UTC nanoseconds, local clock) and this
    one may be missing.
    """

    gap_since: Nanoseconds | None = None


class Epoch(Event, frozen=True, kw_only=True, omit_defaults=True, tag="epoch"):
    """Resets the market: a recording starts, or a replay restarts.

    ``always_open`` makes its instruments trade round the clock, whatever their calendars say.
    """

    always_open: bool = False


AnyEvent = (
    Quote | Trade | TradeCorrection | BarEvent | TradingStatus | Reference | HeartbeatEvent | Epoch
)

_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
_encoder = msgspec.json.Encoder(decimal_format="string")
TYPES = frozenset(str(kind.__struct_config__.tag) for kind in get_args(AnyEvent))


def decode(line: bytes) -> AnyEvent:
    """Decode one NDJSON line. Raises BadEventError (too_long, malformed, invalid)."""
    if len(line) > LINE_LIMIT:
        raise BadEventError("too_long", f"{len(line)} bytes, at most {LINE_LIMIT}")
    try:
        return _decoder.decode(line)
    except msgspec.ValidationError as error:
        raise BadEventError("invalid", str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadEventError("malformed", str(error)) from None


def encode(event: AnyEvent) -> bytes:
    """One NDJSON line, newline included."""
    return _encoder.encode(event) + b"\n"


def check(event: AnyEvent) -> None:
    """Raises BadEventError (not_finite, negative, huge, zero, bad_date)."""
    match event:
        case Quote():
            _check(event.bid, PRICE_LIMIT)
            _check(event.ask, PRICE_LIMIT)
            _check(event.bid_size, SIZE_LIMIT)
            _check(event.ask_size, SIZE_LIMIT)
        case Trade() | TradeCorrection():
            _check(event.price, PRICE_LIMIT)
            _check(event.size, SIZE_LIMIT)
            if event.price is not None and not event.price:
                raise BadEventError("zero", "price")
        case Reference():
            prices = event.prev_close, event.open, event.high, event.low, event.vwap
            for price in (*prices, event.price_increment):
                _check(price, PRICE_LIMIT)
            _check(event.volume, SIZE_LIMIT)
            _check_date(event.prev_close_date)


def _check(value: Decimal | None, limit: Decimal) -> None:
    if value is None:
        return
    try:
        if SMALLEST <= value < limit:
            return
    except InvalidOperation:
        pass  # not a number
    _explain(value, limit)


def _explain(value: Decimal, limit: Decimal) -> None:
    """Raises BadEventError unless the value is zero."""
    if not value.is_finite():
        raise BadEventError("not_finite", str(value))
    if value < 0:
        raise BadEventError("negative", f"{value:.9g}")
    if value >= limit or value.adjusted() < SMALLEST.adjusted():
        raise BadEventError("huge", f"{value:.9g}")


def _check_date(text: str | None) -> None:
    try:
        date.fromisoformat(text or "2000-01-01")
    except ValueError:
        raise BadEventError("bad_date", repr(text)) from None
