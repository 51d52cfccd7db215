"""What is different between two lines of the same symbol or section."""

from __future__ import annotations

from decimal import Decimal

from dashboard.watchlists.files.amounts import written
from dashboard.watchlists.line import Line

FIELDS = Line.__struct_fields__[2:]


def difference(old: Line, new: Line) -> str:
    """In words, "" where there is none: changed: note, cost 90.5 → 91."""
    said = [_said(name, old, new) for name in FIELDS if getattr(old, name) != getattr(new, name)]
    return f"changed: {', '.join(said)}" if said else ""


def _said(name: str, old: Line, new: Line) -> str:
    """A note may be long, so only that it changes."""
    if name == "note":
        return name
    return f"{name.replace('_', ' ')} {_shown(old, name)} → {_shown(new, name)}"


def _shown(line: Line, name: str) -> str:
    value = getattr(line, name)
    return "–" if value is None else written(value) if isinstance(value, Decimal) else str(value)
