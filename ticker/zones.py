"""Time zones by their names in the IANA database, one or more for each country."""

from __future__ import annotations

from importlib.resources import files

_TABLE = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")

ZONES = ("UTC", *sorted(row.split("\t")[2] for row in _TABLE.splitlines() if row[0] != "#"))
"""Not its links: those are older names, or other cities' clocks."""


def city(zone: str) -> str:
    """What people call a zone by; no two of ZONES are called the same."""
    return zone.rpartition("/")[2].replace("_", " ")
