"""How the cost grows with viewers, with symbols and with ticks: each of them alone, once."""

from __future__ import annotations

from benchmarks.attempt import Attempt
from benchmarks.parts.plan import BenchPlan
from benchmarks.results import Results
from benchmarks.servers import product_shared_list

MIDDLE = (400, 100, 2000)
"""Viewers, symbols of the list that all of them show, updates a second."""

STEPS = (
    *((viewers, *MIDDLE[1:]) for viewers in (1, 100, 400, 1600)),
    *((MIDDLE[0], symbols, MIDDLE[2]) for symbols in (20, 200)),
    *((*MIDDLE[:2], rate) for rate in (200, 20_000)),
)


class GrowthPart:
    def __init__(self, plan: BenchPlan) -> None:
        self._plan = plan

    def run_round(self, results: Results) -> None:
        if results.growth:
            return
        for viewers, symbols, rate in STEPS:
            with Attempt(
                product_shared_list("uvicorn", symbols), self._plan.folder, rate
            ) as attempt:
                window = attempt.measure(self._plan.scale_viewers(viewers), self._plan.window)
            results.growth.append(window)
            results.windows.append(window)
