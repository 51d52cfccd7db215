"""The messages of Alpaca's stream, by its own field names: docs.alpaca.markets, "Real-time Stock
Data"."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, convert, field

Number = int | float


class Message(Struct, tag_field="T", kw_only=True):
    """``at`` is a MessagePack timestamp with nanoseconds."""

    raw_symbol: str = field(name="S")
    timestamp: Any = field(name="t")


class TradeMessage(Message, tag="t", kw_only=True):
    """``number`` identifies the trade at its exchange on that day; ``tape`` is the plan it is
    reported to: CTA for A and B, UTP for C."""

    number: int = field(name="i")
    exchange: str = field(name="x")
    price: Number = field(name="p")
    size: Number = field(name="s")
    conditions: list[str] | None = field(name="c", default=None)
    tape: str = field(name="z", default="")


class QuoteMessage(Message, tag="q", kw_only=True):
    """Sizes are in shares since November 3, 2025. A price of 0 means none."""

    bid: Number = field(name="bp")
    bid_size: Number = field(name="bs")
    ask: Number = field(name="ap")
    ask_size: Number = field(name="as")


class CorrectionMessage(Message, tag="c", kw_only=True):
    """The trade has another number from now on."""

    exchange: str = field(name="x")
    original: int = field(name="oi")
    corrected: int = field(name="ci")
    price: Number = field(name="cp")
    size: Number = field(name="cs")


class CancelMessage(Message, tag="x", kw_only=True):
    """A trade that is cancelled or was an error."""

    number: int = field(name="i")
    exchange: str = field(name="x")


class StatusMessage(Message, tag="s", kw_only=True):
    """Codes of CTA or UTP, depending on the tape."""

    status: str = field(name="sc")
    reason: str = field(name="rc", default="")


class DailyBarMessage(Message, tag="d", kw_only=True):
    """All trades of the day so far, sent after each minute of the regular session. ``at`` is
    midnight in New York."""

    open: Number = field(name="o")
    high: Number = field(name="h")
    low: Number = field(name="l")
    close: Number = field(name="c")
    volume: Number = field(name="v")


class SuccessMessage(Struct, tag_field="T", tag="success"):
    """Connected, or authenticated."""


class SubscriptionMessage(Struct, tag_field="T", tag="subscription"):
    """The current subscriptions."""


AnyMessage = (
    TradeMessage
    | QuoteMessage
    | CorrectionMessage
    | CancelMessage
    | StatusMessage
    | DailyBarMessage
    | SuccessMessage
    | SubscriptionMessage
)


def read_message(raw: object) -> AnyMessage:
    """Raises ValueError that says what is wrong."""
    message: AnyMessage = convert(raw, AnyMessage)
    return message
