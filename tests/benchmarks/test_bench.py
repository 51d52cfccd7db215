"""Every system of the bench runs, for a moment and with a few viewers. Nothing here is timed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import window
from benchmarks.attempt import Attempt
from benchmarks.capture import capture
from benchmarks.figures import FIGURES
from benchmarks.inprocess import EventCosts
from benchmarks.parts.charts import ChartsPart
from benchmarks.parts.plan import BenchPlan
from benchmarks.parts.rows import RowsPart
from benchmarks.processes import busy_seconds
from benchmarks.results import Results
from benchmarks.runningsystem import RunningSystem
from benchmarks.servers import (
    System,
    product_board,
    product_own_lists,
    product_shared_list,
    raw_limit,
    tutorial_peer,
)

VIEWERS = 5
RATE = 200
FED = [
    product_board("daphne"),
    product_own_lists("uvicorn"),
    product_shared_list("uvicorn", 50),
    tutorial_peer(),
]


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "SETTLE", 0.3)
    monkeypatch.setattr(window, "TAIL", 0.3)


@pytest.mark.parametrize("system", FED, ids=lambda system: f"{system.name} on {system.server}")
def test_a_fed_system_is_watched(system: System, bench_folder: Path) -> None:
    before = busy_seconds()
    with Attempt(system, bench_folder, RATE) as attempt:
        seen = attempt.measure(VIEWERS, 2)
        resident = attempt.resident_bytes()
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
    with RunningSystem(
        raw_limit("daphne" if server == "daphne" else "uvicorn", file), bench_folder, 0
    ) as bare:
        got = capture(bare.address, bare.origin, 4)
    first = messages.index(got[0])
    assert got == [messages[(first + number) % 3] for number in range(4)]


def test_the_costs_in_the_process_are_found(bench_folder: Path) -> None:
    results = Results()
    RowsPart(BenchPlan(folder=bench_folder)).run_round(results)
    assert set(results.values) == {"market", "path", "row"}
    assert results.latest("market") > results.latest("path") > 0
    assert results.latest("row") > 0
    assert EventCosts.__struct_fields__ == ("decode", "normalise", "apply", "render")


def test_the_costs_of_a_chart_are_found(bench_folder: Path) -> None:
    results = Results()
    ChartsPart(BenchPlan(folder=bench_folder)).run_round(results)
    found = {"chart", "chart live", "chart bytes", "chart html", "sparkline", "past"}
    found |= {"spark rows", "spark bytes"}
    assert set(results.values) == found <= {figure.key for figure in FIGURES}
    assert results.latest("spark bytes") > 1
    assert results.latest("spark rows") > 0
    assert results.latest("chart") > results.latest("chart live") > 0
    assert 60 >= results.latest("chart bytes") > 10
