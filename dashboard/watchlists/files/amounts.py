from __future__ import annotations

import re
from decimal import Decimal

from dashboard.watchlists.limits import DIGITS, PLACES
from ticker.rows import formats

MAX_LENGTH = 60
"""Characters of a number; no number within the limits needs more."""

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3}(,\d{3})+(\.\d*)?|,\d{3}\.\d*)", re.ASCII)
"""Matches 1,200.5 and 1,200,000. In 1,200 the comma may be either a thousands separator or a
decimal point."""


def parse_amount(text: str, *, may_be_negative: bool = False) -> Decimal:
    """Raises ValueError with a sentence for people."""
    if THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if len(text) > MAX_LENGTH or not NUMBER.fullmatch(text):
        raise ValueError("This is not a number such as 1200.5.")
    value = Decimal(text)
    if value and value.adjusted() >= DIGITS - PLACES:
        raise ValueError(f"A number has at most {DIGITS - PLACES} digits before the point.")
    if value != round(value, PLACES):
        raise ValueError(f"A number has at most {PLACES} digits after the point.")
    if value < 0 and not may_be_negative:
        raise ValueError("This may not be below 0.")
    return value or Decimal(0)


def format_amount(value: Decimal | None) -> str:
    """ "" for None."""
    return formats.exact(value) or ""
