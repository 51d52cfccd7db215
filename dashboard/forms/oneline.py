"""Notes and names: one line of text, of which no character is a control."""

from __future__ import annotations

import re
from collections.abc import Collection

CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
"""Those that are no white space."""

SHORT = 40
"""Characters of a text that an explanation repeats."""


def one_line(text: str) -> str:
    """The text with a single space for every run of white space, line breaks among it."""
    return " ".join(CONTROLS.sub("", text).split())


def cut(line: str, most: int) -> str:
    """The first ``most`` characters."""
    return line[:most].rstrip()


def short(text: str) -> str:
    """Enough of any text to know it again."""
    line = one_line(text[: 10 * SHORT])
    return line if len(line) <= SHORT else f"{cut(line, SHORT - 1)}…"


def copy_name(name: str, taken: Collection[str], most: int) -> str:
    """The name with " (copy)", or then a number, behind it: of at most so many characters, and none
    of those taken, which are casefolded."""
    number = 1
    while True:
        ending = f" (copy {number})" if number > 1 else " (copy)"
        candidate = name[: most - len(ending)] + ending
        if candidate.casefold() not in taken:
            return candidate
        number += 1
