"""The table on screen, and the Markdown file of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import isinf
from pathlib import Path

from msgspec import Struct

from benchmarks.machine import Machine
from drills.figure import DrillFigure
from drills.plan import DrillPlan

WORDS = {True: "pass", False: "FAIL", None: "not measured"}
WIDTHS = (12, 8, 70, 16, 12)


class DrillReport(Struct):
    """``problems`` are drills that could not be made to their end, and why."""

    plan: DrillPlan
    machine: Machine
    figures: Mapping[str, Sequence[DrillFigure]]
    problems: Mapping[str, str]
    seconds: float
    is_quick: bool

    @property
    def is_good(self) -> bool:
        found = (figure.is_within_bound for figures in self.figures.values() for figure in figures)
        return not self.problems and False not in found

    def markdown(self) -> str:
        machine = self.machine
        memory = f"{machine.memory / 1024:.0f} GiB"
        packages = ", ".join(f"{name} {number}" for name, number in machine.packages.items())
        cpu = f"{machine.cpu}, {machine.cores} cores, {memory}, {machine.system}"
        about = [
            f"# Fault drills, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n",
            f"Commit {machine.commit or 'unknown'}, {self.seconds / 60:.0f} minutes.",
            f"{cpu}, load before {machine.load:.2f}; Python {machine.python}; {packages}.",
            f"\nCounts: {_plan_counts(self.plan)}.",
        ]
        if self.is_quick:
            about.append("\nA quick run with small counts: its figures are no figures.")
        drills = [_section(name, figures) for name, figures in self.figures.items()]
        broken = [f"\n{name} could not be made: {why}" for name, why in self.problems.items()]
        return "\n".join([*about, *drills, *broken]) + "\n"

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{datetime.now(UTC):%Y-%m-%d-%H%M}.md"
        file.write_text(self.markdown(), encoding="utf-8")
        return file


def figure_line(drill: str, figure: DrillFigure) -> str:
    """A line of the table on screen."""
    cells = (drill, figure.server, figure.label, *_value_and_bound(figure))
    padded = (f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=False))
    return " ".join([*padded, WORDS[figure.is_within_bound]])


def _section(name: str, figures: Sequence[DrillFigure]) -> str:
    head = f"\n## {name}\n\n| server | figure | found | bound | |\n|---|---|---|---|---|"
    rows = [
        f"| {figure.server} | {figure.label} | {' | '.join(_value_and_bound(figure))} |"
        f" {WORDS[figure.is_within_bound]} |"
        for figure in figures
    ]
    return "\n".join([head, *rows])


def _value_and_bound(figure: DrillFigure) -> tuple[str, str]:
    return _value_text(figure), f"{figure.relation} {figure.bound:g} {figure.unit}".strip()


def _value_text(figure: DrillFigure) -> str:
    if figure.value is None:
        return "—"
    return "never" if isinf(figure.value) else f"{_number(figure.value)} {figure.unit}".strip()


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 100 else f"{value:.3g}"


def _plan_counts(plan: DrillPlan) -> str:
    """Every number of the plan by its name."""
    counts = {name: getattr(plan, name) for name in plan.__struct_fields__ if name != "folder"}
    said = {
        name: ", ".join(map(str, value)) if isinstance(value, tuple) else value
        for name, value in counts.items()
    }
    return "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in said.items())
