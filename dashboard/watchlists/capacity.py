from __future__ import annotations

from collections.abc import Iterable

from dashboard.forms.refusals import RefusedEditError
from dashboard.watchlists import limits
from dashboard.watchlists.listline import ListLine


def check_capacity(lines: Iterable[ListLine]) -> None:
    """Raises RefusedEditError."""
    lines = list(lines)
    symbols = sum(1 for line in lines if line.symbol)
    if symbols > limits.SYMBOLS:
        raise RefusedEditError(
            f"A list may have {limits.SYMBOLS:,} symbols, and this would make {symbols:,}. Put "
            "some into another list."
        )
    sections = len(lines) - symbols
    if sections > limits.SECTIONS:
        raise RefusedEditError(
            f"A list may have {limits.SECTIONS} sections, and this would make {sections:,}."
        )
