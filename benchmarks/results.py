"""What was measured: a value a round for each figure, and every window behind them."""

from __future__ import annotations

from msgspec import Struct, field

from benchmarks.window import Window


class Results(Struct):
    """``rounds`` that were finished."""

    rounds: int = 0
    values: dict[str, list[float]] = field(default_factory=dict)
    windows: list[Window] = field(default_factory=list)
    growth: list[Window] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def add(self, key: str, value: float) -> None:
        self.values.setdefault(key, []).append(value)

    def note(self, key: str, words: str) -> None:
        """Once for each figure."""
        notes = self.notes.setdefault(key, [])
        if words not in notes:
            notes.append(words)

    def latest(self, key: str) -> float:
        return self.values[key][-1]
