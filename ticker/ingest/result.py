from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ticker.market.events import BadEventError

MOST_BAD_LINES = 100
"""Bad lines that are named by number."""

DETAIL_LENGTH = 200
"""Characters of the detail of one."""

LineResult = BadEventError | bool
"""The problem of a line, or whether it held an event."""


class BatchResult:
    """``lines`` counts lines with a verdict from the first on, blank ones included."""

    def __init__(self) -> None:
        self.lines = self.accepted = 0
        self.rejected: Counter[str] = Counter()
        self._bad_lines: list[dict[str, Any]] = []

    def add(self, line_results: Iterable[LineResult]) -> None:
        for verdict in line_results:
            self.lines += 1
            if isinstance(verdict, BadEventError):
                self._reject(verdict)
            else:
                self.accepted += verdict

    def _reject(self, error: BadEventError) -> None:
        self.rejected[error.reason] += 1
        if len(self._bad_lines) < MOST_BAD_LINES:
            detail = error.detail[:DETAIL_LENGTH]
            self._bad_lines.append({"line": self.lines, "reason": error.reason, "detail": detail})

    @property
    def content(self) -> dict[str, Any]:
        """The content of the answer."""
        return {
            "lines": self.lines,
            "accepted": self.accepted,
            "rejected": dict(self.rejected),
            "bad_lines": self._bad_lines,
        }
