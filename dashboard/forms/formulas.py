"""Text cells of CSV files that a spreadsheet would take for formulas."""

from __future__ import annotations

import re

RUNS = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet would run, or would if the "'" before it were taken away."""


def neutral(text: str) -> str:
    """The text as a cell that no spreadsheet runs: a "'" comes first where one is needed."""
    return f"'{text}" if RUNS.match(text) else text


def restored(cell: str) -> str:
    """The text that ``neutral`` made this cell of."""
    return cell[1:] if cell.startswith("'") and RUNS.match(cell) else cell
