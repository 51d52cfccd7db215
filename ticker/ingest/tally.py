"""A tally: what became of the lines of a request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ticker.market.events import BadEventError

MOST_NAMED = 100
"""Bad lines that are told by their number."""

MOST_SAID = 200
"""Characters of what is said of one."""

Verdict = BadEventError | bool
"""What is wrong with a line, or whether there was an event in it."""


class Tally:
    """``lines`` are those that have their verdict, blank ones too, from the first on."""

    def __init__(self) -> None:
        self.lines = self.accepted = 0
        self.rejected: Counter[str] = Counter()
        self._bad: list[dict[str, Any]] = []

    def add(self, verdicts: Iterable[Verdict]) -> None:
        """Of the lines that follow."""
        for verdict in verdicts:
            self.lines += 1
            if isinstance(verdict, BadEventError):
                self._reject(verdict)
            else:
                self.accepted += verdict

    def _reject(self, error: BadEventError) -> None:
        self.rejected[error.reason] += 1
        if len(self._bad) < MOST_NAMED:
            detail = error.detail[:MOST_SAID]
            self._bad.append({"line": self.lines, "reason": error.reason, "detail": detail})

    @property
    def said(self) -> dict[str, Any]:
        """As it is answered."""
        return {
            "lines": self.lines,
            "accepted": self.accepted,
            "rejected": dict(self.rejected),
            "bad_lines": self._bad,
        }
