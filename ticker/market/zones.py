"""Time zones by their names in the IANA database, one or more for each country."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def zones() -> tuple[str, ...]:
    """Not its links: those are older names, or other cities' clocks."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    named = (row.split("\t")[2] for row in table.splitlines() if row[0] != "#")
    return ("UTC", *sorted(named))


def city(zone: str) -> str:
    """What people call a zone by; no two of ``zones`` are called the same."""
    return zone.rpartition("/")[2].replace("_", " ")
