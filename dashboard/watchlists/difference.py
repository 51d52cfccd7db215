from __future__ import annotations

from decimal import Decimal

from dashboard.watchlists.files.amounts import format_amount
from dashboard.watchlists.listline import ListLine

COMPARED_FIELDS = ListLine.__struct_fields__[2:]


def difference(old: ListLine, new: ListLine) -> str:
    """Return text such as ``changed: note, cost 90.5 → 91``, "" without a change."""
    changes = [
        _describe_change(name, old, new)
        for name in COMPARED_FIELDS
        if getattr(old, name) != getattr(new, name)
    ]
    return f"changed: {', '.join(changes)}" if changes else ""


def _describe_change(name: str, old: ListLine, new: ListLine) -> str:
    """A note may be long, so only its name is given."""
    if name == "note":
        return name
    return f"{name.replace('_', ' ')} {_display_value(old, name)} → {_display_value(new, name)}"


def _display_value(line: ListLine, name: str) -> str:
    value = getattr(line, name)
    return (
        "–" if value is None else format_amount(value) if isinstance(value, Decimal) else str(value)
    )
