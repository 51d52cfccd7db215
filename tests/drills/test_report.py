"""The report says what was found, and whether that is good."""

from __future__ import annotations

from math import inf
from pathlib import Path

import pytest

from benchmarks.machine import read_machine
from drills.figure import DrillFigure
from drills.plan import DrillPlan
from drills.report import DrillReport, figure_line


def figure(found: float | None, bound: float = 2.0) -> DrillFigure:
    return DrillFigure(server="daphne", label="left", value=found, bound=bound, unit="MB")


def report(*figures: DrillFigure, **problems: str) -> DrillReport:
    return DrillReport(
        plan=DrillPlan.quick(Path()),
        machine=read_machine(),
        figures={"crash": figures},
        problems=problems,
        seconds=60,
        is_quick=True,
    )


def test_a_broken_bound_or_a_drill_that_broke_off_is_no_good_run() -> None:
    assert report(figure(2.0), figure(None)).is_good
    assert not report(figure(2.0), figure(2.1)).is_good
    assert not report(figure(2.0), layer="no Redis").is_good


@pytest.mark.parametrize(
    ("found", "word"), [(1.5, "pass"), (2.5, "FAIL"), (inf, "FAIL"), (None, "not measured")]
)
def test_every_figure_is_there_with_its_bound(
    found: float | None, word: str, tmp_path: Path
) -> None:
    said = figure_line("crash", figure(found))
    assert said.split() == [
        "crash",
        "daphne",
        "left",
        *_shown(found),
        "≤",
        "2",
        "MB",
        *word.split(),
    ]
    written = report(figure(found), layer="no Redis").write(tmp_path).read_text()
    assert f"| daphne | left | {' '.join(_shown(found))} | ≤ 2 MB | {word} |" in written
    assert "layer could not be made: no Redis" in written
    assert "A quick run" in written
    assert "offenders 3" in written


def _shown(found: float | None) -> list[str]:
    if found is None:
        return ["—"]
    return ["never"] if found == inf else [f"{found:g}", "MB"]
