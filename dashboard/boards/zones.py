"""The time zones that are offered, by region: a list is walked by keyboard, or typed into."""

from __future__ import annotations

from ticker.zones import ZONES, city

EXCHANGE = "Exchange time (New York)"

Named = tuple[str, str]


def zones() -> list[tuple[str, str | list[Named]]]:
    """For a field, which asks once more for each form instead of copying them all."""
    return _OFFERED


def _offered() -> list[tuple[str, str | list[Named]]]:
    regions: dict[str, list[Named]] = {}
    for zone in sorted(ZONES, key=city):
        regions.setdefault(zone.partition("/")[0], []).append((zone, city(zone)))
    utc = regions.pop("UTC")
    return [("", EXCHANGE), *utc, *sorted(regions.items())]


_OFFERED = _offered()
