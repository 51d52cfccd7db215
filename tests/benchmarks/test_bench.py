"""Every system of the bench runs, for a moment and with a few viewers. Nothing here is timed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import window
from benchmarks.attempt import Attempt
from benchmarks.capture import capture
from benchmarks.figures import FIGURES
from benchmarks.inprocess import Costs
from benchmarks.parts.charts import Charts
from benchmarks.parts.plan import Plan
from benchmarks.parts.rows import Rows
from benchmarks.processes import busy_seconds
from benchmarks.results import Results
from benchmarks.running import Running
from benchmarks.servers import System, ours, ours_own, ours_shared, raw, tutorial

VIEWERS = 5
RATE = 200
FED = [ours("daphne"), ours_own("uvicorn"), ours_shared("uvicorn", 50), tutorial()]


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "SETTLE", 0.3)
    monkeypatch.setattr(window, "TAIL", 0.3)


@pytest.mark.parametrize("system", FED, ids=lambda system: f"{system.name} on {system.server}")
def test_a_fed_system_is_watched(system: System, bench_folder: Path) -> None:
    before = busy_seconds()
    with Attempt(system, bench_folder, RATE) as attempt:
        seen = attempt.window(VIEWERS, 2)
        resident = attempt.resident()
    assert (seen.missing, seen.backwards) == (0, 0)
    assert seen.least > 0
    assert seen.messages >= VIEWERS * seen.least
    assert seen.rows >= VIEWERS
    assert seen.bytes > 200 * seen.rows
    assert seen.samples >= VIEWERS
    assert 0 <= seen.p50 <= seen.p99 <= seen.worst
    assert 0 < seen.cpu <= busy_seconds() - before
    assert seen.tape_cpu <= busy_seconds() - before
    assert seen.load_cpu > 0
    assert resident > 10_000_000


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_the_raw_limit_sends_what_was_captured(server: str, bench_folder: Path) -> None:
    messages = [f"message {number}" for number in range(3)]
    file = bench_folder / "few.json"
    file.write_text(json.dumps(messages))
    with Running(raw("daphne" if server == "daphne" else "uvicorn", file), bench_folder, 0) as bare:
        got = capture(bare.address, bare.origin, 4)
    first = messages.index(got[0])
    assert got == [messages[(first + number) % 3] for number in range(4)]


def test_the_costs_in_the_process_are_found(bench_folder: Path) -> None:
    results = Results()
    Rows(Plan(folder=bench_folder)).round(results)
    assert set(results.values) == {"market", "path", "row"}
    assert results.newest("market") > results.newest("path") > 0
    assert results.newest("row") > 0
    assert Costs.__struct_fields__ == ("decode", "normalise", "apply", "render")


def test_the_costs_of_a_chart_are_found(bench_folder: Path) -> None:
    results = Results()
    Charts(Plan(folder=bench_folder)).round(results)
    found = {"chart", "chart live", "chart bytes", "chart html", "sparkline", "past"}
    found |= {"spark rows", "spark bytes"}
    assert set(results.values) == found <= {figure.key for figure in FIGURES}
    assert results.newest("spark bytes") > 1
    assert results.newest("spark rows") > 0
    assert results.newest("chart") > results.newest("chart live") > 0
    assert 60 >= results.newest("chart bytes") > 10
