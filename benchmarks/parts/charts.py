"""What a chart and sparklines cost in the process itself, and how many bytes they are."""

from __future__ import annotations

import os
import subprocess
import sys

import msgspec

from benchmarks.drawing import DrawingCosts
from benchmarks.failure import BenchError
from benchmarks.parts.plan import BenchPlan
from benchmarks.processes import SERVER_CORE, on_core
from benchmarks.results import Results


class ChartsPart:
    def __init__(self, plan: BenchPlan) -> None:
        self._plan = plan

    def run_round(self, results: Results) -> None:
        with on_core(SERVER_CORE):
            run = subprocess.run(
                [sys.executable, "-m", "benchmarks.drawing"],
                env={**os.environ, "VAR_DIR": str(self._plan.folder)},
                stdout=subprocess.PIPE,
                check=False,
            )
        if run.returncode:
            raise BenchError(f"benchmarks.drawing ended with exit code {run.returncode}")
        costs = msgspec.json.decode(run.stdout, type=DrawingCosts)
        results.add("chart", costs.draw * 1e3)
        results.add("chart live", costs.live * 1e3)
        results.add("chart bytes", costs.geometry / 1e3)
        results.add("chart html", costs.html / 1e3)
        results.add("sparkline", costs.sparkline * 1e6)
        results.add("past", costs.history * 1e3)
        results.add("spark rows", costs.board)
        results.add("spark bytes", costs.board_bytes)
