"""The result of a request's lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ticker.market.events import BadEventError

MOST_NAMED = 100
"""Bad lines that are named by number."""

MOST_SAID = 200
"""Characters of the detail of one."""

Verdict = BadEventError | bool
"""What is wrong with a line, or whether it held an event."""


class Tally:
    """``lines`` counts lines with a verdict from the first on, blank ones included."""

    def __init__(self) -> None:
        self.lines = self.accepted = 0
        self.rejected: Counter[str] = Counter()
        self._bad: list[dict[str, Any]] = []

    def add(self, verdicts: Iterable[Verdict]) -> None:
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
        """The content of the answer."""
        return {
            "lines": self.lines,
            "accepted": self.accepted,
            "rejected": dict(self.rejected),
            "bad_lines": self._bad,
        }
