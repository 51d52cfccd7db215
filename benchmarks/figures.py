"""The figures to reach."""

from __future__ import annotations

from statistics import median
from typing import Literal

from msgspec import Struct

BOUND = 250
"""Milliseconds of staleness that 99 of 100 values keep to, while a system holds its viewers."""


class BenchFigure(Struct, frozen=True):
    """``reach`` is None for what is only shown beside the others."""

    key: str
    part: str
    label: str
    unit: str = ""
    relation: Literal["≥", "≤"] = "≥"
    target: float | None = None

    def is_on_target(self, values: list[float]) -> bool | None:
        """None: nothing to reach, or not measured."""
        if self.target is None or not values:
            return None
        found = median(values)
        return found >= self.target if self.relation == "≥" else found <= self.target


FIGURES = (
    BenchFigure("board daphne", "board", "viewers held, one board, Daphne", "", "≥", 750),
    BenchFigure("board uvicorn", "board", "viewers held, one board, uvicorn", "", "≥", 2500),
    BenchFigure("board tutorial", "board", "viewers held, one board, tutorial-style"),
    BenchFigure(
        "board ratio", "board", "viewers held: ours on Daphne ÷ tutorial-style", "", "≥", 200
    ),
    BenchFigure("own daphne", "own", "viewers held, own lists, Daphne", "", "≥", 500),
    BenchFigure("own uvicorn", "own", "viewers held, own lists, uvicorn", "", "≥", 1500),
    BenchFigure("p99 1000", "cpu", "p99 staleness, 1,000 viewers, uvicorn", "ms", "≤", 150),
    BenchFigure(
        "lists daphne", "lists", "p99 staleness, 1,000 kept lists, Daphne", "ms", "≤", BOUND
    ),
    BenchFigure(
        "lists uvicorn", "lists", "p99 staleness, 1,000 kept lists, uvicorn", "ms", "≤", BOUND
    ),
    BenchFigure("message daphne", "cpu", "CPU per message, Daphne", "µs"),
    BenchFigure("message uvicorn", "cpu", "CPU per message, uvicorn", "µs"),
    BenchFigure("raw daphne", "cpu", "CPU per message ÷ raw limit, Daphne", "", "≤", 1.3),
    BenchFigure("raw uvicorn", "cpu", "CPU per message ÷ raw limit, uvicorn", "", "≤", 1.3),
    BenchFigure("row tutorial", "cpu", "CPU per row update: tutorial-style ÷ ours", "", "≥", 50),
    BenchFigure("rate embedded", "cpu", "CPU at 20,000 updates/s ÷ at 2,000, feed embedded"),
    BenchFigure("rate", "redis", "CPU of a web process at 20,000 ÷ at 2,000", "", "≤", 2),
    BenchFigure("redis", "redis", "CPU per message over Redis ÷ embedded", "", "≤", 1.1),
    BenchFigure("market", "rows", "events applied by Market", "/s", "≥", 100_000),
    BenchFigure("path", "rows", "events decoded, normalised and applied", "/s"),
    BenchFigure("row", "rows", "one default row rendered", "µs", "≤", 50),
    BenchFigure("chart", "charts", "a chart of 1,000 bars drawn", "ms", "≤", 15),
    BenchFigure("chart bytes", "charts", "its geometry", "kB", "≤", 60),
    BenchFigure("chart html", "charts", "its whole HTML", "kB"),
    BenchFigure("chart live", "charts", "what a tick of it sends, drawn", "ms"),
    BenchFigure("past", "charts", "the past of a simulated symbol, made up", "ms", "≤", 1000),
    BenchFigure("sparkline", "charts", "a sparkline of a whole day", "µs"),
    BenchFigure("spark rows", "charts", "CPU of 100 rows: with sparklines ÷ without", "", "≤", 1.3),
    BenchFigure("spark bytes", "charts", "their bytes: with sparklines ÷ without"),
    BenchFigure("memory daphne", "memory", "memory per idle viewer ÷ bare, Daphne", "", "≤", 1.5),
    BenchFigure("memory uvicorn", "memory", "memory per idle viewer ÷ bare, uvicorn", "", "≤", 1.5),
)
