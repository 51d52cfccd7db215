"""The offered time zones, by region for keyboard use."""

from __future__ import annotations

from functools import cache

from ticker.market.zones import city, zones

EXCHANGE = "Exchange time (New York)"

Named = tuple[str, str]


@cache
def offered() -> list[tuple[str, str | list[Named]]]:
    regions: dict[str, list[Named]] = {}
    for zone in sorted(zones(), key=city):
        regions.setdefault(zone.partition("/")[0], []).append((zone, city(zone)))
    utc = regions.pop("UTC")
    return [("", EXCHANGE), *utc, *sorted(regions.items())]
