"""The table on screen and the file of a run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import msgspec
from msgspec import Struct

from benchmarks.figures import FIGURES, BenchFigure
from benchmarks.machine import Machine
from benchmarks.parts.plan import BenchPlan
from benchmarks.results import Results
from benchmarks.window import NOISE, Window

WIDTHS = (50, 11, 32, 4)


class BenchReport(Struct):
    date: str
    machine: Machine
    rounds: int
    seconds: float
    values: dict[str, list[float]]
    notes: dict[str, list[str]]
    windows: list[dict[str, object]]

    @classmethod
    def from_results(cls, results: Results, machine: Machine, seconds: float) -> BenchReport:
        return cls(
            date=datetime.now(UTC).isoformat(timespec="seconds"),
            machine=machine,
            rounds=results.rounds,
            seconds=seconds,
            values=results.values,
            notes=results.notes,
            windows=[each.summary() for each in results.windows],
        )

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{self.date[:19].replace(':', '')}.json"
        file.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")
        return file


def figure_table(results: Results, parts: list[str]) -> str:
    """Of each figure: what to reach, the median with the least and the greatest, and whether."""
    lines = [_table_line("figure", "reach", "measured (spread)", "ok")]
    for figure in FIGURES:
        if figure.part in parts:
            lines += _figure_lines(figure, results)
    return "\n".join(lines)


def growth_table(windows: list[Window]) -> str:
    """How the cost of the product on uvicorn grows with viewers, symbols and ticks."""
    heads = ("viewers", "rows each", "updates/s", "of a core", "µs/message", "kB/message", "p99 ms")
    lines = ["".join(f"{each:>12}" for each in heads)]
    for each in windows:
        share, size = each.cpu / each.seconds, each.bytes / max(each.messages, 1) / 1000
        counts = f"{each.viewers:>12,}{each.length:>12}{each.rate:>12,}"
        lines.append(
            f"{counts}{share:>12.2f}{each.message_cpu:>12.0f}{size:>12.1f}{each.p99:>12.0f}"
        )
    return "\n".join(lines) if windows else ""


def list_cautions(results: Results, plan: BenchPlan) -> list[str]:
    """What makes the figures doubtful."""
    said = []
    if plan.viewers < 1:
        said.append("A quick run, with fewer viewers: its figures are no figures.")
    if results.rounds < plan.rounds:
        said.append(f"Only {results.rounds} of {plan.rounds} rounds were made in the time.")
    return said + _list_disturbances(results.windows)


def _list_disturbances(windows: list[Window]) -> list[str]:
    noisy = sum(each.foreign > NOISE for each in windows)
    bound = sum(each.is_generator_bound for each in windows)
    back = sum(each.backwards for each in windows if each.rate)  # the raw limit repeats itself
    found = (
        (noisy, f"The machine was not quiet: other programs used over {NOISE:.0%} of a core in"),
        (bound, "The load generator was the limit in"),
    )
    said = [f"{words} {count} of {len(windows)} windows." for count, words in found if count]
    return [*said, f"{back} rows went back to an older value."] if back else said


def _figure_lines(figure: BenchFigure, results: Results) -> list[str]:
    values = results.values.get(figure.key, [])
    reach = "" if figure.target is None else f"{figure.relation} {figure.target:,g}"
    reached = figure.is_on_target(values)
    word = "" if reached is None else "yes" if reached else "NO"
    row = _table_line(figure.label, reach, _measured_text(figure, values), word)
    return [row, *(f"    {note}" for note in results.notes.get(figure.key, []))]


def _measured_text(figure: BenchFigure, values: list[float]) -> str:
    if not values:
        return "not measured"
    middle, least, most = (_number(each) for each in (median(values), min(values), max(values)))
    return f"{middle} {figure.unit}".rstrip() + f" ({least}…{most})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _table_line(*cells: str) -> str:
    return " ".join(f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()
