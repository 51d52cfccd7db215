"""Text cells of CSV files that a spreadsheet would run as formulas."""

from __future__ import annotations

import re

FORMULA_START = re.compile(r"'*[=+\-@\t\r]")
"""Texts that a spreadsheet would run, also after removing a "'"."""


def escape_formula(text: str) -> str:
    """The text with a "'" in front if a spreadsheet would run it."""
    return f"'{text}" if FORMULA_START.match(text) else text


def unescape_formula(cell: str) -> str:
    """The inverse of ``escape_formula``."""
    return cell[1:] if cell.startswith("'") and FORMULA_START.match(cell) else cell
