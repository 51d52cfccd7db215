"""A figure of a drill: what was found, and its bound."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Figure(Struct, frozen=True, kw_only=True):
    """``found`` is None where it was not measured. ``needs_quiet``: it says little on a machine
    on which other programs run, or with small counts."""

    server: str
    label: str
    found: float | None
    bound: float
    relation: Literal["≤", "≥", "="] = "≤"
    unit: str = ""
    needs_quiet: bool = False

    @property
    def is_kept(self) -> bool | None:
        """None: not measured."""
        if self.found is None:
            return None
        if self.relation == "=":
            return self.found == self.bound
        return self.found <= self.bound if self.relation == "≤" else self.found >= self.bound
