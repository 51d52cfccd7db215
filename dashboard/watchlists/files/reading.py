from __future__ import annotations

from typing import Literal

from msgspec import Struct

from dashboard.watchlists.line import Line

Kind = Literal["unresolved", "not_carried"]
"""A symbol without a known instrument, or something that a list does not keep."""


class Problem(Struct, frozen=True):
    """``line`` starts at 1; 0 is the whole file. ``why`` is a sentence."""

    kind: Kind
    line: int
    text: str
    why: str


class Reading(Struct, frozen=True, kw_only=True):
    """What was read from a file, in its order. ``left_off`` counts the problems of each kind that
    are not in ``problems``. ``lacks`` are fields that the format has but this file has no column
    for."""

    lines: list[Line]
    problems: list[Problem]
    left_off: dict[Kind, int]
    lacks: tuple[str, ...] = ()

    @property
    def unresolved(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.kind == "unresolved"]

    @property
    def not_carried(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.kind == "not_carried"]
