"""What a drill's figures must be on any machine."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from drills.figure import Figure


def broken(figures: Iterable[Figure]) -> list[Figure]:
    """Those that broke their bound. What needs a quiet machine must only have been found."""
    found = list(figures)
    assert found
    return [each for each in found if not _is_good(each)]


def _is_good(figure: Figure) -> bool:
    if figure.needs_quiet:
        return figure.found is not None and isfinite(figure.found)
    return figure.is_kept is not False
