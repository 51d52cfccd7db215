"""Sorting rows: stable, ties by symbol, missing values last in either direction."""

from __future__ import annotations

from collections.abc import Iterable

from ticker.market.level1 import Level1
from ticker.rows.column import Value
from ticker.rows.columns import COLUMNS


def sort_levels(levels: Iterable[Level1], sort: str) -> list[Level1]:
    """``sort`` is a column key, with "-" for descending; "" keeps the order."""
    if not sort:
        return list(levels)
    value = COLUMNS[sort.lstrip("-")].value
    known: list[tuple[Value, Level1]] = []
    missing: list[Level1] = []
    for level in sorted(levels, key=lambda level: level.symbol):
        key = value(level)
        if key is None:
            missing.append(level)
        else:
            known.append((key, level))
    known.sort(key=lambda pair: pair[0], reverse=sort.startswith("-"))  # type: ignore[arg-type,return-value]
    return [level for _, level in known] + missing
