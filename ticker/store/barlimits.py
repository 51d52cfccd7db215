"""Bounds for the figures of bars from elsewhere. Each check raises ValueError that says what is
wrong and quotes the figure's ``text``, if given."""

from __future__ import annotations

from decimal import Decimal

from ticker.market.events import PRICE_LIMIT, SIZE_LIMIT, SMALLEST


def check_price(name: str, price: Decimal, text: str = "") -> None:
    if not price.is_finite() or not SMALLEST <= price < PRICE_LIMIT:
        raise ValueError(f"{name} {text or price} is not above 0 and below {PRICE_LIMIT:,}")


def check_volume(volume: Decimal, text: str = "") -> None:
    if not volume.is_finite() or not 0 <= volume < SIZE_LIMIT:
        raise ValueError(f"volume {text or volume} is not from 0 to below {SIZE_LIMIT:,}")


def check_order(opened: Decimal, high: Decimal, low: Decimal, close: Decimal) -> None:
    if not low <= min(opened, close) <= max(opened, close) <= high:
        raise ValueError(f"open {opened} or close {close} is not from low {low} to high {high}")
