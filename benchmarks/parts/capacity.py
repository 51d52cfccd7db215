"""The greatest number of viewers for which p99 staleness keeps within the bound."""

from __future__ import annotations

from benchmarks.attempt import Attempt
from benchmarks.figures import BOUND
from benchmarks.ladder import find_greatest
from benchmarks.parts.plan import BenchPlan
from benchmarks.results import Results
from benchmarks.servers import System, product_board, product_own_lists, tutorial_peer
from benchmarks.window import NOISE

RATE = 2000


class CapacityPart:
    """A search for each system; after the first round it begins where the last one ended."""

    def __init__(self, plan: BenchPlan, systems: dict[str, tuple[System, int]]) -> None:
        """``systems``: by figure, each with the number of viewers to begin with."""
        self._plan, self._systems = plan, systems
        self._first = {key: plan.scale_viewers(first) for key, (_, first) in systems.items()}
        self._stride = plan.stride

    def run_round(self, results: Results) -> None:
        for key, (system, _) in self._systems.items():
            held = self._search(key, system, results)
            results.add(key, held)
            self._first[key] = max(held, 1)
        self._stride = 1

    def _search(self, key: str, system: System, results: Results) -> int:
        with Attempt(system, self._plan.folder, RATE) as attempt:

            def holds(viewers: int) -> bool:
                for _ in range(self._plan.trials):
                    window = attempt.measure(viewers, self._plan.trial)
                    results.windows.append(window)
                    if window.is_within(BOUND):
                        return True
                    if window.is_generator_bound:
                        results.note(key, "at least: the load generator was the limit")
                    if window.foreign <= NOISE:
                        return False
                return False

            return find_greatest(holds, self._first[key], self._stride, self._plan.precision)


class BoardPart(CapacityPart):
    """Every viewer on one board of 100 rows."""

    def __init__(self, plan: BenchPlan) -> None:
        systems = {
            "board daphne": (product_board("daphne"), 750),
            "board uvicorn": (product_board("uvicorn"), 2500),
            "board tutorial": (tutorial_peer(), 3),
        }
        super().__init__(plan, systems)

    def run_round(self, results: Results) -> None:
        super().run_round(results)
        ours_held, held = (results.latest(f"board {each}") for each in ("daphne", "tutorial"))
        if not held:
            results.note("board ratio", "the tutorial-style peer held not one; taken as one")
        results.add("board ratio", ours_held / max(held, 1))


class OwnListPart(CapacityPart):
    """Every viewer on a list of 20 symbols of its own."""

    def __init__(self, plan: BenchPlan) -> None:
        systems = {
            "own daphne": (product_own_lists("daphne"), 500),
            "own uvicorn": (product_own_lists("uvicorn"), 1500),
        }
        super().__init__(plan, systems)
