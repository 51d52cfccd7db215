"""What an event and a row cost in the process itself, with no socket."""

from __future__ import annotations

import os
import subprocess
import sys

import msgspec

from benchmarks.failure import BenchError
from benchmarks.inprocess import EventCosts
from benchmarks.parts.plan import BenchPlan
from benchmarks.processes import SERVER_CORE, on_core
from benchmarks.results import Results


class RowsPart:
    def __init__(self, plan: BenchPlan) -> None:
        self._plan = plan

    def run_round(self, results: Results) -> None:
        with on_core(SERVER_CORE):
            run = subprocess.run(
                [sys.executable, "-m", "benchmarks.inprocess"],
                env={**os.environ, "VAR_DIR": str(self._plan.folder)},
                stdout=subprocess.PIPE,
                check=False,
            )
        if run.returncode:
            raise BenchError(f"benchmarks.inprocess ended with exit code {run.returncode}")
        costs = msgspec.json.decode(run.stdout, type=EventCosts)
        results.add("market", 1 / costs.apply)
        results.add("path", 1 / (costs.decode + costs.normalise + costs.apply))
        results.add("row", costs.render * 1e6)
