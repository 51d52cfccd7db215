from __future__ import annotations

from typing import Literal

from msgspec import Struct

from dashboard.watchlists.listline import ListLine

ProblemKind = Literal["unresolved", "not_carried"]
"""A symbol without a known instrument, or something that a list does not keep."""


class Problem(Struct, frozen=True):
    """``line`` starts at 1; 0 is the whole file. ``why`` is a sentence."""

    kind: ProblemKind
    line: int
    text: str
    why: str


class ParsedFile(Struct, frozen=True, kw_only=True):
    """The content of a file, in its order. ``left_off`` counts the problems of each kind that
    are not in ``problems``. ``lacks`` are fields that the format has but this file has no column
    for."""

    lines: list[ListLine]
    problems: list[Problem]
    omitted_counts: dict[ProblemKind, int]
    missing_fields: tuple[str, ...] = ()

    @property
    def unresolved(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.kind == "unresolved"]

    @property
    def not_carried(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.kind == "not_carried"]
