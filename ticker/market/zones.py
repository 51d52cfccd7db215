"""Time zones by their IANA names, at least one for each country."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def zones() -> tuple[str, ...]:
    """Canonical names only: links are older names, or clocks of other cities."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    named = (row.split("\t")[2] for row in table.splitlines() if row[0] != "#")
    return ("UTC", *sorted(named))


def city(zone: str) -> str:
    """The city's name; no two of ``zones`` share one."""
    return zone.rpartition("/")[2].replace("_", " ")
