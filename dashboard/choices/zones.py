"""The offered time zones, by region for keyboard use."""

from __future__ import annotations

from functools import cache

from ticker.market.zones import city, zones

EXCHANGE = "Exchange time (New York)"

ZoneChoice = tuple[str, str]


@cache
def zone_choices() -> list[tuple[str, str | list[ZoneChoice]]]:
    regions: dict[str, list[ZoneChoice]] = {}
    for zone in sorted(zones(), key=city):
        regions.setdefault(zone.partition("/")[0], []).append((zone, city(zone)))
    utc = regions.pop("UTC")
    return [("", EXCHANGE), *utc, *sorted(regions.items())]
