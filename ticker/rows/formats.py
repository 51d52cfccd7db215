"""The one place that writes numbers, times and directions for people."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from ticker.market.instruments import InstrumentDefinition

MISSING = "—"
MINUS = "\u2212"
MAX_DECIMALS = 8
_STEPS = [Decimal(1).scaleb(-places) for places in range(MAX_DECIMALS + 1)]
CACHE_SIZE = 8192
"""Cached texts of each kind: prices and times repeat."""

UNITS = ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "K"))


def decimals(definition: InstrumentDefinition, price: Decimal) -> int:
    """Digits after the point: those of the price increment, or four for a US stock below $1, where
    the increment is $0.0001 (SEC Rule 612)."""
    places = _decimal_places(definition.price_increment)
    if -1 < price < 1 and definition.asset_class != "CRYPTO" and definition.currency == "USD":
        return max(places, 4)
    return places


@cache
def _decimal_places(increment: Decimal) -> int:
    return min(max(-int(increment.normalize().as_tuple().exponent), 0), MAX_DECIMALS)


def price(value: Decimal | None, definition: InstrumentDefinition) -> str:
    if value is None:
        return MISSING
    return unsigned(value, decimals(definition, value))


def change(value: Decimal | None, definition: InstrumentDefinition, last: Decimal | None) -> str:
    """A signed difference, with the decimals of the price it belongs to."""
    if value is None or last is None:
        return MISSING
    return signed(value, decimals(definition, last))


def difference(value: Decimal | None, definition: InstrumentDefinition, of: Decimal | None) -> str:
    """Like ``change``, without a plus."""
    if value is None or of is None:
        return MISSING
    return unsigned(value, decimals(definition, of))


def unsigned_difference(
    value: Decimal | None, definition: InstrumentDefinition, of: Decimal | None = None
) -> str | None:
    """For programs: every digit, and at least those on screen. ``of`` is the price that a
    difference belongs to."""
    if value is None:
        return None
    own = -int(value.as_tuple().exponent)
    return f"{value:.{max(own, decimals(definition, value if of is None else of))}f}"


def money(value: Decimal | None, currency: str) -> str:
    """To the cent. Dollars are written without their currency."""
    return MISSING if value is None else _with_currency(currency, unsigned(value, 2))


def gain(value: Decimal | None, currency: str) -> str:
    """Money won or lost, with its sign."""
    return MISSING if value is None else _with_currency(currency, signed(value, 2))


def _with_currency(currency: str, amount: str) -> str:
    return amount if currency == "USD" else f"{amount} {currency}"


def exact(value: Decimal | None) -> str | None:
    """For programs: every significant digit, without an exponent."""
    if value is None:
        return None
    return f"{value.normalize():f}" if value else "0"


def percent(value: Decimal | None) -> str:
    return MISSING if value is None else signed(value, 2) + "%"


@lru_cache(maxsize=CACHE_SIZE)
def signed(value: Decimal, places: int) -> str:
    """Signed with + or − (U+2212); a value that rounds to zero has no sign."""
    text = f"{_round(abs(value), places):,.{places}f}"
    if not text.strip("0.,"):
        return text
    return ("+" if value > 0 else MINUS) + text


@lru_cache(maxsize=CACHE_SIZE)
def unsigned(value: Decimal, places: int) -> str:
    text = f"{_round(abs(value), places):,.{places}f}"
    return MINUS + text if value < 0 and text.strip("0.,") else text


def size(value: Decimal | None) -> str:
    """A size in full: 1,200 or 0.00035."""
    if value is None:
        return MISSING
    return f"{value.normalize():,f}".replace("-", MINUS) if value else "0"


def compact(value: Decimal | None) -> str:
    """Three significant digits and a unit: 941, 12.3K, 1.20M. Rounding may reach the next unit:
    999,999 is 1.00M."""
    if value is None:
        return MISSING
    whole = int(value.to_integral_value(ROUND_HALF_UP))
    if whole < 1000:
        return str(whole) if value == whole or value >= 1 else size(value)
    for unit, letter in UNITS:
        scaled = value / unit
        if scaled >= Decimal("0.9995"):
            places = 2 if scaled < Decimal("9.995") else 1 if scaled < Decimal("99.95") else 0
            return f"{_round(scaled, places):.{places}f}{letter}"
    return str(whole)


def clock(ts: int, zone: ZoneInfo) -> str:
    """HH:MM:SS in the zone, for UTC nanoseconds; 0 is missing."""
    return _clock(ts // 10**9, zone) if ts else MISSING


@lru_cache(maxsize=CACHE_SIZE)
def _clock(seconds: int, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(seconds, zone):%H:%M:%S}"


def day(ts: int, zone: ZoneInfo) -> str:
    """YYYY-MM-DD in the zone, for UTC nanoseconds; "" for 0."""
    return f"{datetime.fromtimestamp(ts // 10**9, zone):%Y-%m-%d}" if ts else ""


def instant(ts: int, zone: ZoneInfo) -> str:
    """2026-03-04 09:30:00 EST, for UTC nanoseconds."""
    return f"{_local(ts, zone):%Y-%m-%d %H:%M:%S %Z}"


def minute(ts: int, zone: ZoneInfo) -> str:
    """HH:MM in the zone, for UTC nanoseconds."""
    local = _local(ts, zone)
    return f"{local.hour:02}:{local.minute:02}"


def weekday(ts: int, zone: ZoneInfo) -> str:
    """Tue 3, for UTC nanoseconds."""
    local = _local(ts, zone)
    return f"{local:%a} {local.day}"


def month(ts: int, zone: ZoneInfo) -> str:
    """Mar, for UTC nanoseconds."""
    return f"{_local(ts, zone):%b}"


def year(ts: int, zone: ZoneInfo) -> str:
    return f"{_local(ts, zone):%Y}"


def _local(ts: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(ts // 10**9, zone)


def duration(nanoseconds: int) -> str:
    """Remaining time, rounded down: 2 d 4 h, 3 h 05 min, 12 min, 45 s."""
    seconds = max(0, nanoseconds) // 10**9
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60:02} min"
    return f"{minutes} min" if minutes else f"{seconds} s"


def direction(value: Decimal | int | None) -> str:
    """up, down or "": the class for the colour, and the key of ``arrow``."""
    return "" if not value else "up" if value > 0 else "down"


def arrow(value: Decimal | int | None) -> str:
    return {"up": "▲", "down": "▼"}.get(direction(value), "")


def _round(value: Decimal, places: int) -> Decimal:
    return value.quantize(_STEPS[places], ROUND_HALF_UP)
