"""A drill that breaks takes nothing with it of what was found before."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.failure import BenchError
from drills import __main__ as program
from drills.figure import DrillFigure
from drills.plan import DrillPlan
from drills.report import DrillReport

FOUND = DrillFigure(server="daphne", label="left", value=1.0, bound=2.0)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (BenchError("there is no chromium"), "there is no chromium"),
        (OSError(28, "No space left"), "[Errno 28] No space left"),
        (RuntimeError("Target crashed\nCall log:"), "RuntimeError: Target crashed"),
        (ExceptionGroup("two", [ValueError()]), "ExceptionGroup: two (1 sub-exception)"),
    ],
)
def test_whatever_breaks_is_a_problem_of_that_drill(
    error: Exception,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def breaking(plan: DrillPlan) -> Iterator[DrillFigure]:
        yield FOUND
        raise error

    reports: list[DrillReport] = []

    def kept(report: DrillReport, folder: Path) -> Path:
        reports.append(report)
        return folder

    monkeypatch.setattr(program, "DRILLS", {"breaks": breaking, "holds": lambda plan: [FOUND]})
    monkeypatch.setattr(program, "prepare", lambda folder: None)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(DrillReport, "write", kept)
    monkeypatch.setattr("sys.argv", ["bin/drill", "--quick"])
    with pytest.raises(SystemExit) as ended:
        program.main()
    assert ended.value.code == 1
    (report,) = reports
    assert report.problems == {"breaks": words}
    assert report.figures == {"breaks": [FOUND], "holds": [FOUND]}
    assert "breaks could not be made" in capsys.readouterr().err + caplog.text
    is_expected = isinstance(error, BenchError | OSError)
    assert ("Traceback" in caplog.text) is not is_expected
