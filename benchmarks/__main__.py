"""bin/bench: measures, prints a table, writes a file."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TextIO

from benchmarks.failure import BenchError
from benchmarks.folder import prepare
from benchmarks.machine import read_machine
from benchmarks.parts.capacity import BoardPart, OwnListPart
from benchmarks.parts.charts import ChartsPart
from benchmarks.parts.cost import CostPart
from benchmarks.parts.growth import GrowthPart
from benchmarks.parts.lists import WatchlistsPart
from benchmarks.parts.memory import MemoryPart
from benchmarks.parts.plan import BenchPlan
from benchmarks.parts.redis import RedisPart
from benchmarks.parts.rows import RowsPart
from benchmarks.processes import raise_descriptor_limit
from benchmarks.report import BenchReport, figure_table, growth_table, list_cautions
from benchmarks.results import Results

RESULTS = Path("var/bench")


class BenchPart(Protocol):
    def run_round(self, results: Results) -> None: ...


PARTS: dict[str, Callable[[BenchPlan], BenchPart]] = {
    "board": BoardPart,
    "own": OwnListPart,
    "lists": WatchlistsPart,
    "cpu": CostPart,
    "redis": RedisPart,
    "rows": RowsPart,
    "charts": ChartsPart,
    "memory": MemoryPart,
    "growth": GrowthPart,
}


def main() -> None:
    options = _options()
    names = options.parts or [name for name in PARTS if name != "growth" or not options.quick]
    if not sys.platform.startswith("linux"):
        sys.exit("bin/bench: reads /proc, so it needs Linux")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    raise_descriptor_limit()
    machine, results, began, problem = read_machine(), Results(), time.monotonic(), ""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        plan = (BenchPlan.quick if options.quick else BenchPlan)(folder=Path(folder))
        try:
            prepare(plan.folder)
            _measure(plan, names, results)
        except BenchError as error:
            problem = f"bin/bench: {error}"
        except KeyboardInterrupt:
            problem = "bin/bench: interrupted"
    report = BenchReport.from_results(results, machine, time.monotonic() - began)
    _print(figure_table(results, names))
    _print(growth_table(results.growth))
    for caution in list_cautions(results, plan):
        _print(caution)
    _print(f"{report.seconds / 60:.1f} minutes; all of it is in {report.write(RESULTS)}")
    sys.exit(problem or None)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all if none is named")
    parser.add_argument("--quick", action="store_true", help="one short round: to try it out")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no part {sorted(unknown)[0]!r}; there are {', '.join(PARTS)}")
    return options


def _measure(plan: BenchPlan, names: list[str], results: Results) -> None:
    """Rounds of all parts in turn, so that a change in the machine's mood meets them all."""
    parts = {name: PARTS[name](plan) for name in names}
    began, longest = time.monotonic(), 0.0
    for number in range(1, plan.rounds + 1):
        start = time.monotonic()
        if start - began + longest > plan.minutes * 60:
            return
        for name, part in parts.items():
            minutes = (time.monotonic() - began) / 60
            _print(f"{minutes:4.1f} min: round {number} of {plan.rounds}, {name}", sys.stderr)
            part.run_round(results)
        longest = max(longest, time.monotonic() - start) if number > 1 else 0.0
        results.rounds = number


def _print(words: str, where: TextIO = sys.stdout) -> None:
    if words:
        where.write(words + "\n")
        where.flush()


if __name__ == "__main__":
    main()
