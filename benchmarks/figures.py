"""The figures to reach."""

from __future__ import annotations

from statistics import median
from typing import Literal

from msgspec import Struct

BOUND = 250
"""Milliseconds of staleness that 99 of 100 values keep to, while a system holds its viewers."""


class Figure(Struct, frozen=True):
    """``reach`` is None for what is only shown beside the others."""

    key: str
    part: str
    label: str
    unit: str = ""
    better: Literal["≥", "≤"] = "≥"
    reach: float | None = None

    def is_reached(self, values: list[float]) -> bool | None:
        """None: nothing to reach, or not measured."""
        if self.reach is None or not values:
            return None
        found = median(values)
        return found >= self.reach if self.better == "≥" else found <= self.reach


FIGURES = (
    Figure("board daphne", "board", "viewers held, one board, Daphne", "", "≥", 750),
    Figure("board uvicorn", "board", "viewers held, one board, uvicorn", "", "≥", 2500),
    Figure("board tutorial", "board", "viewers held, one board, tutorial-style"),
    Figure("board ratio", "board", "viewers held: ours on Daphne ÷ tutorial-style", "", "≥", 200),
    Figure("own daphne", "own", "viewers held, own lists, Daphne", "", "≥", 500),
    Figure("own uvicorn", "own", "viewers held, own lists, uvicorn", "", "≥", 1500),
    Figure("p99 1000", "cpu", "p99 staleness, 1,000 viewers, uvicorn", "ms", "≤", 150),
    Figure("lists daphne", "lists", "p99 staleness, 1,000 kept lists, Daphne", "ms", "≤", BOUND),
    Figure("lists uvicorn", "lists", "p99 staleness, 1,000 kept lists, uvicorn", "ms", "≤", BOUND),
    Figure("message daphne", "cpu", "CPU per message, Daphne", "µs"),
    Figure("message uvicorn", "cpu", "CPU per message, uvicorn", "µs"),
    Figure("raw daphne", "cpu", "CPU per message ÷ raw limit, Daphne", "", "≤", 1.3),
    Figure("raw uvicorn", "cpu", "CPU per message ÷ raw limit, uvicorn", "", "≤", 1.3),
    Figure("row tutorial", "cpu", "CPU per row update: tutorial-style ÷ ours", "", "≥", 50),
    Figure("rate embedded", "cpu", "CPU at 20,000 updates/s ÷ at 2,000, feed embedded"),
    Figure("rate", "redis", "CPU of a web process at 20,000 ÷ at 2,000", "", "≤", 2),
    Figure("redis", "redis", "CPU per message over Redis ÷ embedded", "", "≤", 1.1),
    Figure("market", "rows", "events applied by Market", "/s", "≥", 100_000),
    Figure("path", "rows", "events decoded, normalised and applied", "/s"),
    Figure("row", "rows", "one default row rendered", "µs", "≤", 50),
    Figure("chart", "charts", "a chart of 1,000 bars drawn", "ms", "≤", 15),
    Figure("chart bytes", "charts", "its geometry", "kB", "≤", 60),
    Figure("chart html", "charts", "its whole HTML", "kB"),
    Figure("chart live", "charts", "what a tick of it sends, drawn", "ms"),
    Figure("past", "charts", "the past of a simulated symbol, made up", "ms", "≤", 1000),
    Figure("sparkline", "charts", "a sparkline of a whole day", "µs"),
    Figure("spark rows", "charts", "CPU of 100 rows: with sparklines ÷ without", "", "≤", 1.3),
    Figure("spark bytes", "charts", "their bytes: with sparklines ÷ without"),
    Figure("memory daphne", "memory", "memory per idle viewer ÷ bare, Daphne", "", "≤", 1.5),
    Figure("memory uvicorn", "memory", "memory per idle viewer ÷ bare, uvicorn", "", "≤", 1.5),
)
