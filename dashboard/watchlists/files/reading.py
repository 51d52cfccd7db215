"""What was read of a file: its lines, and what could not be made lines of."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from dashboard.watchlists.line import Line

Kind = Literal["unresolved", "not_carried"]
"""A symbol of which no instrument is known; or something of the file that a list does not keep."""


class Problem(Struct, frozen=True):
    """``line`` counts from 1, 0 is the whole file; ``text`` is short; ``why`` is a sentence."""

    kind: Kind
    line: int
    text: str
    why: str


class Reading(Struct, frozen=True, kw_only=True):
    """Everything in the order of the file. ``left_off`` counts the problems, of each kind, that
    are not among ``problems``. ``lacks`` are the fields of a line for which the file has no column,
    though its format has."""

    lines: list[Line]
    problems: list[Problem]
    left_off: dict[Kind, int]
    lacks: tuple[str, ...] = ()

    @property
    def unresolved(self) -> list[Problem]:
        return [each for each in self.problems if each.kind == "unresolved"]

    @property
    def not_carried(self) -> list[Problem]:
        return [each for each in self.problems if each.kind == "not_carried"]
