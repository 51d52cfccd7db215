"""Notes and names: single lines without control characters."""

from __future__ import annotations

import re
from collections.abc import Collection

CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
"""Control characters that are not white space."""

SHORT_LENGTH = 40
"""Characters of a text repeated in a message."""


def one_line(text: str) -> str:
    """Single spaces for every run of white space, line breaks included."""
    return " ".join(CONTROLS.sub("", text).split())


def truncate(line: str, max_length: int) -> str:
    return line[:max_length].rstrip()


def shorten(text: str) -> str:
    """Enough of a text to recognise it."""
    line = one_line(text[: 10 * SHORT_LENGTH])
    return line if len(line) <= SHORT_LENGTH else f"{truncate(line, SHORT_LENGTH - 1)}…"


def copy_name(name: str, existing: Collection[str], max_length: int) -> str:
    """The name with " (copy)" or a number, at most ``max_length`` characters, and not among the
    casefolded ``existing`` ones."""
    number = 1
    while True:
        ending = f" (copy {number})" if number > 1 else " (copy)"
        candidate = name[: max_length - len(ending)] + ending
        if candidate.casefold() not in existing:
            return candidate
        number += 1
