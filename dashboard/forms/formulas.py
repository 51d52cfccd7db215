"""Text cells of CSV files that a spreadsheet would run as formulas."""

from __future__ import annotations

import re

RUNS = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet would run, also after removing a "'"."""


def neutral(text: str) -> str:
    """The text with a "'" in front if a spreadsheet would run it."""
    return f"'{text}" if RUNS.match(text) else text


def restored(cell: str) -> str:
    """The inverse of ``escape_formula``."""
    return cell[1:] if cell.startswith("'") and RUNS.match(cell) else cell
