"""bin/drill: breaks the live engine on purpose, prints a table, writes a report."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from benchmarks.failure import BenchError
from benchmarks.folder import prepare
from benchmarks.machine import read_machine
from benchmarks.processes import raise_descriptor_limit
from drills.bars import bars
from drills.crash import crash
from drills.feeds import feeds
from drills.figure import DrillFigure
from drills.freeze import freeze
from drills.layer import layer
from drills.misbehaviour import misbehaviour
from drills.plan import DrillPlan
from drills.report import DrillReport, figure_line
from drills.thaw import thaw
from drills.wallgrowth import wallgrowth
from drills.walls import walls

REPORTS, TRIALS = Path("docs/drills"), Path("var/drills")
DRILLS: dict[str, Callable[[DrillPlan], Iterator[DrillFigure]]] = {
    "misbehaving": misbehaviour,
    "thaw": thaw,
    "layer": layer,
    "crash": crash,
    "freeze": freeze,
    "bars": bars,
    "feeds": feeds,
    "walls": walls,
    "wallgrowth": wallgrowth,
}

logger = logging.getLogger(__name__)


def main() -> None:
    options = _options()
    if not sys.platform.startswith("linux"):
        sys.exit("bin/drill: reads /proc, so it needs Linux")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    raise_descriptor_limit()
    machine, began = read_machine(), time.monotonic()
    figures: dict[str, list[DrillFigure]] = {}
    problems: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="drill") as folder:
        plan = (DrillPlan.quick if options.quick else DrillPlan)(folder=Path(folder))
        try:
            prepare(plan.folder)
            for name in options.drills or DRILLS:
                figures[name] = []
                _run_drill(name, plan, figures[name], problems)
        except BenchError as error:
            sys.exit(f"bin/drill: {error}")
        except KeyboardInterrupt:
            sys.exit("bin/drill: interrupted")
    report = DrillReport(
        plan=plan,
        machine=machine,
        figures=figures,
        problems=problems,
        seconds=time.monotonic() - began,
        is_quick=options.quick,
    )
    _print(f"all of it is in {report.write(TRIALS if options.quick else REPORTS)}")
    sys.exit(not report.is_good)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/drill", description=__doc__)
    parser.add_argument("drills", nargs="*", help=f"of {', '.join(DRILLS)}; all if none is named")
    parser.add_argument("--quick", action="store_true", help="small counts: to try it out")
    options = parser.parse_args()
    if unknown := set(options.drills) - set(DRILLS):
        parser.error(f"there is no drill {sorted(unknown)[0]!r}; there are {', '.join(DRILLS)}")
    return options


def _run_drill(
    name: str, plan: DrillPlan, figures: list[DrillFigure], problems: dict[str, str]
) -> None:
    """One that cannot be made to its end does not keep the others from being made."""
    try:
        for figure in DRILLS[name](plan):
            figures.append(figure)
            _print(figure_line(name, figure))
    except (BenchError, OSError) as error:
        problems[name] = str(error)
        _print(f"bin/drill: {name} could not be made: {error}", sys.stderr)
    except Exception as error:
        said = str(error).partition("\n")[0]
        problems[name] = f"{type(error).__name__}: {said}"
        logger.exception("bin/drill: %s could not be made", name)


def _print(words: str, where: TextIO = sys.stdout) -> None:
    where.write(words + "\n")
    where.flush()


if __name__ == "__main__":
    main()
