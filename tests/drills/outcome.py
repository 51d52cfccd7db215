"""What a drill's figures must be on any machine."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from drills.figure import DrillFigure


def broken(figures: Iterable[DrillFigure]) -> list[DrillFigure]:
    """Those that broke their bound. What needs a quiet machine must only have been found."""
    found = list(figures)
    assert found
    return [each for each in found if not _is_good(each)]


def _is_good(figure: DrillFigure) -> bool:
    if figure.needs_quiet:
        return figure.value is not None and isfinite(figure.value)
    return figure.is_within_bound is not False
