"""The columns of a row: label on screen, text in the cell, value for sorting and data."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import structs

from ticker.market.instruments import InstrumentDefinition
from ticker.market.level1 import Level1
from ticker.market.sessions import NEW_YORK
from ticker.market.zones import city
from ticker.rows import formats
from ticker.rows.column import Column, Value
from ticker.rows.positions import Holding


def _price_column(key: str, label: str, *, flashes: bool = False) -> Column:
    def value(level: Level1) -> Decimal | None:
        value_: Decimal | None = getattr(level, key)
        return value_

    def text(level: Level1, definition: InstrumentDefinition) -> str:
        return formats.price(value(level), definition)

    return Column(key=key, label=label, text=text, value=value, is_price=True, flashes=flashes)


def _size_column(
    key: str, label: str, write: Callable[[Decimal | None], str] = formats.size
) -> Column:
    def value(level: Level1) -> Decimal | None:
        value_: Decimal | None = getattr(level, key)
        return value_

    return Column(key=key, label=label, text=lambda level, _: write(value(level)), value=value)


def _day_range(level: Level1, definition: InstrumentDefinition) -> str:
    if level.low is None or level.high is None:
        return formats.MISSING
    return f"{formats.price(level.low, definition)} – {formats.price(level.high, definition)}"


def _spread(level: Level1, definition: InstrumentDefinition) -> str:
    return formats.difference(level.spread, definition, level.ask)


def _holding_column(
    key: str, label: str, write: Callable[[Holding, InstrumentDefinition], str], **kind: Any
) -> Column:
    """A column of the position. ``key`` is the attribute of Holding or its Position."""

    def value(level: Level1) -> Value:
        value_: Value = getattr(level, key) if isinstance(level, Holding) else None
        return value_.casefold() or None if isinstance(value_, str) else value_

    def text(level: Level1, definition: InstrumentDefinition) -> str:
        return write(level, definition) if isinstance(level, Holding) else formats.MISSING

    return Column(key=key, label=label, text=text, value=value, is_holding=True, **kind)


def _pnl(level: Level1) -> Decimal | None:
    return level.pnl if isinstance(level, Holding) else None


def _width(level: Level1) -> Decimal | None:
    return None if level.low is None or level.high is None else level.high - level.low


COLUMNS = {
    column.key: column
    for column in (
        Column(
            key="symbol",
            label="Symbol",
            text=lambda level, definition: definition.ticker,
            value=lambda level: level.symbol.partition(":")[2],
            is_text=True,
        ),
        Column(
            key="name",
            label="Name",
            text=lambda level, definition: level.name,
            value=lambda level: level.name.casefold(),
            is_text=True,
        ),
        _price_column("last", "Last", flashes=True),
        Column(
            key="chg",
            label="Chg",
            text=lambda level, definition: formats.change(level.chg, definition, level.last),
            value=lambda level: level.chg,
            is_price=True,
            direction=lambda level: level.chg,
            flashes=True,
        ),
        Column(
            key="chg_pct",
            label="Chg %",
            text=lambda level, definition: formats.percent(level.chg_pct),
            value=lambda level: level.chg_pct,
            direction=lambda level: level.chg,
            flashes=True,
        ),
        _size_column("bid_size", "Bid Size"),
        _price_column("bid", "Bid"),
        _price_column("ask", "Ask"),
        _size_column("ask_size", "Ask Size"),
        Column(
            key="spread",
            label="Spread",
            text=_spread,
            value=lambda level: level.spread,
            is_price=True,
        ),
        _size_column("volume", "Volume", formats.compact),
        _price_column("vwap", "VWAP"),
        _price_column("open", "Open"),
        _price_column("high", "High"),
        _price_column("low", "Low"),
        _price_column("prev_close", "Prev Close"),
        Column(key="day_range", label="Day Range", text=_day_range, value=_width),
        Column(
            key="spark",
            label="Day",
            text=lambda level, definition: "",
            value=lambda level: None,
            direction=lambda level: level.chg,
            is_drawing=True,
        ),
        Column(
            key="time",
            label="Time",
            text=lambda level, definition: formats.clock(level.ts_event, NEW_YORK),
            value=lambda level: level.ts_event or None,
        ),
        Column(
            key="status",
            label="Status",
            text=lambda level, definition: level.status or formats.MISSING,
            value=lambda level: level.status or None,
            is_text=True,
        ),
        _holding_column("note", "Note", lambda held, _: held.note, is_text=True),
        _holding_column("quantity", "Quantity", lambda held, _: formats.size(held.quantity)),
        _holding_column(
            "cost", "Cost", lambda held, its: formats.price(held.cost, its), is_price=True
        ),
        _holding_column(
            "worth", "Value", lambda held, its: formats.money(held.worth, its.currency)
        ),
        _holding_column(
            "pnl",
            "P&L",
            lambda held, its: formats.gain(held.pnl, its.currency),
            direction=_pnl,
        ),
        _holding_column(
            "pnl_pct", "P&L %", lambda held, _: formats.percent(held.pnl_pct), direction=_pnl
        ),
    )
}

MARKET_COLUMNS = {key: column for key, column in COLUMNS.items() if not column.is_holding}
"""Columns that any board can have."""

COMPACT = ("symbol", "last", "chg", "chg_pct")
DEFAULT = (
    "symbol",
    "name",
    "last",
    "chg",
    "chg_pct",
    "bid",
    "ask",
    "volume",
    "day_range",
    "spark",
    "time",
)


def column_in_zone(key: str, time_zone: str = "") -> Column:
    """The column in a time zone of ``zones``; "" is exchange time. The label has the zone's city,
    not its abbreviation, which changes twice a year."""
    column = COLUMNS[key]
    if key != "time" or not time_zone:
        return column
    zone = ZoneInfo(time_zone)
    return structs.replace(
        column,
        label=f"{column.label}\n({city(time_zone)})",
        text=lambda level, definition: formats.clock(level.ts_event, zone),
    )


def with_full_text(column: Column) -> Column:
    """The column as written where there is room: boards shorten Volume."""
    if column.key != "volume":
        return column
    return structs.replace(column, text=lambda level, definition: formats.size(level.volume))
