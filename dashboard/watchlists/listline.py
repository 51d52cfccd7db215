from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct


class ListLine(Struct, frozen=True, kw_only=True):
    """A line of a list: an instrument or the heading of a section. ``cost`` and the limits are
    prices of one unit, in the currency of the instrument; a negative ``quantity`` is a short
    position."""

    symbol: str = ""
    heading: str = ""
    note: str = ""
    quantity: Decimal | None = None
    cost: Decimal | None = None
    commission: Decimal | None = None
    trade_date: date | None = None
    high_limit: Decimal | None = None
    low_limit: Decimal | None = None
