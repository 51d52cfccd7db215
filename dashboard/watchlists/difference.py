from __future__ import annotations

from decimal import Decimal

from dashboard.watchlists.files.amounts import written
from dashboard.watchlists.line import Line

FIELDS = Line.__struct_fields__[2:]


def difference(old: Line, new: Line) -> str:
    """Return text such as ``changed: note, cost 90.5 → 91``, "" without a change."""
    changes = [_said(name, old, new) for name in FIELDS if getattr(old, name) != getattr(new, name)]
    return f"changed: {', '.join(changes)}" if changes else ""


def _said(name: str, old: Line, new: Line) -> str:
    """Of a note only the change is named, because it may be long."""
    if name == "note":
        return name
    return f"{name.replace('_', ' ')} {_shown(old, name)} → {_shown(new, name)}"


def _shown(line: Line, name: str) -> str:
    value = getattr(line, name)
    return "–" if value is None else written(value) if isinstance(value, Decimal) else str(value)
