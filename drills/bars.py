"""bars: a server is killed again and again while it writes bars; what it has kept is whole."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec import structs

from benchmarks.runningsystem import RunningSystem
from benchmarks.servers import product_board
from drills.figure import DrillFigure
from drills.plan import DrillPlan
from drills.trades import SIZE

SHORTEST, LONGEST = 1.5, 4.5
"""Seconds that a server may write before it is killed: anywhere between two flushes."""

FLUSH_INTERVAL = 1.0
"""Seconds between two flushes."""

SLACK = 0.5
"""Seconds that a trade may take from when it is due into the database."""

BARS = "select * from ticker_bar where interval = '1m'"
NUMBERS = ("open", "high", "low", "close", "volume", "notional", "priced_volume")


def bars(plan: DrillPlan) -> Iterator[DrillFigure]:
    """Raises BenchError."""
    system = structs.replace(product_board("daphne"), tape="drills.trades")
    rng = random.Random(plan.faults)  # noqa: S311 - a moment to be killed at is no secret
    opened = doubled = torn = 0
    before = _trade_count(_stored_bars(plan.folder))
    lost = []
    with RunningSystem(system, plan.folder, plan.rate) as running:
        for kill in range(plan.faults):
            if kill:
                running.start()
            time.sleep(rng.uniform(SHORTEST, LONGEST))
            running.kill()
            said = running.schedule.due_count(running.tape.start, time.time_ns())
            rows = _stored_bars(plan.folder)
            opened += rows is not None
            torn += sum(not _is_whole(row) for row in rows or [])
            count = _trade_count(rows)
            doubled += _duplicate_count(rows or []) + max(0, count - before - said)
            lost.append((said - (count - before)) / plan.rate)
            before = count
    yield _figure(plan, "databases that open", opened, plan.faults)
    yield _figure(plan, "bars or trades that are there twice", doubled, 0)
    yield _figure(plan, "torn bars", torn, 0)
    yield DrillFigure(
        server="daphne",
        label=f"killed x{plan.faults}, trades lost, at most those of",
        value=max(lost),
        bound=FLUSH_INTERVAL + SLACK,
        unit="s",
        needs_quiet=True,
    )


def _figure(plan: DrillPlan, label: str, found: int, bound: int) -> DrillFigure:
    label = f"killed x{plan.faults}, {label}"
    return DrillFigure(server="daphne", label=label, value=found, relation="=", bound=bound)


def _stored_bars(folder: Path) -> list[dict[str, Any]] | None:
    """The bars of a minute; None if the database does not open, or is not whole."""
    try:
        with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
            database.row_factory = sqlite3.Row
            if database.execute("pragma integrity_check").fetchone()[0] != "ok":
                return None
            return [dict(row) for row in database.execute(BARS)]
    except sqlite3.DatabaseError:
        return None


def _trade_count(rows: list[dict[str, Any]] | None) -> int:
    return sum(row["trade_count"] for row in rows or [])


def _duplicate_count(rows: list[dict[str, Any]]) -> int:
    return len(rows) - len({(row["source"], row["symbol"], row["ts_open"]) for row in rows})


def _is_whole(row: dict[str, Any]) -> bool:
    """All of it is of the same trades."""
    opened, high, low, close, volume, notional, priced = (Decimal(row[name]) for name in NUMBERS)
    is_ordered = low <= min(opened, close) <= max(opened, close) <= high
    is_counted = volume == priced == SIZE * row["trade_count"]
    return is_ordered and is_counted and low * volume <= notional <= high * volume
