"""A figure of a drill: what was found, and its bound."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class DrillFigure(Struct, frozen=True, kw_only=True):
    """``found`` is None where it was not measured. ``needs_quiet``: it says little on a machine
    on which other programs run, or with small counts."""

    server: str
    label: str
    value: float | None
    bound: float
    relation: Literal["≤", "≥", "="] = "≤"
    unit: str = ""
    needs_quiet: bool = False

    @property
    def is_within_bound(self) -> bool | None:
        """None: not measured."""
        if self.value is None:
            return None
        if self.relation == "=":
            return self.value == self.bound
        return self.value <= self.bound if self.relation == "≤" else self.value >= self.bound
