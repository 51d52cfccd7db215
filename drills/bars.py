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

from benchmarks.running import Running
from benchmarks.servers import ours
from drills.figure import Figure
from drills.plan import Plan
from drills.trades import SIZE

SHORTEST, LONGEST = 1.5, 4.5
"""Seconds that a server may write before it is killed: anywhere between two flushes."""

FLUSHED = 1.0
"""Seconds between two flushes."""

SLACK = 0.5
"""Seconds that a trade may take from when it is due into the database."""

BARS = "select * from ticker_bar where interval = '1m'"
NUMBERS = ("open", "high", "low", "close", "volume", "notional", "priced_volume")


def bars(plan: Plan) -> Iterator[Figure]:
    """Raises BenchError."""
    system = structs.replace(ours("daphne"), tape="drills.trades")
    rng = random.Random(plan.faults)  # noqa: S311 - a moment to be killed at is no secret
    opened = doubled = torn = 0
    before = _trades(_kept(plan.folder))
    lost = []
    with Running(system, plan.folder, plan.rate) as running:
        for kill in range(plan.faults):
            if kill:
                running.start()
            time.sleep(rng.uniform(SHORTEST, LONGEST))
            running.kill()
            said = running.schedule.count(running.tape.start, time.time_ns())
            rows = _kept(plan.folder)
            opened += rows is not None
            torn += sum(not _is_whole(row) for row in rows or [])
            count = _trades(rows)
            doubled += _twice(rows or []) + max(0, count - before - said)
            lost.append((said - (count - before)) / plan.rate)
            before = count
    yield _figure(plan, "databases that open", opened, plan.faults)
    yield _figure(plan, "bars or trades that are there twice", doubled, 0)
    yield _figure(plan, "torn bars", torn, 0)
    yield Figure(
        server="daphne",
        label=f"killed x{plan.faults}, trades lost, at most those of",
        found=max(lost),
        bound=FLUSHED + SLACK,
        unit="s",
        needs_quiet=True,
    )


def _figure(plan: Plan, label: str, found: int, bound: int) -> Figure:
    label = f"killed x{plan.faults}, {label}"
    return Figure(server="daphne", label=label, found=found, relation="=", bound=bound)


def _kept(folder: Path) -> list[dict[str, Any]] | None:
    """The bars of a minute; None if the database does not open, or is not whole."""
    try:
        with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
            database.row_factory = sqlite3.Row
            if database.execute("pragma integrity_check").fetchone()[0] != "ok":
                return None
            return [dict(row) for row in database.execute(BARS)]
    except sqlite3.DatabaseError:
        return None


def _trades(rows: list[dict[str, Any]] | None) -> int:
    return sum(row["trade_count"] for row in rows or [])


def _twice(rows: list[dict[str, Any]]) -> int:
    return len(rows) - len({(row["source"], row["symbol"], row["ts_open"]) for row in rows})


def _is_whole(row: dict[str, Any]) -> bool:
    """All of it is of the same trades."""
    opened, high, low, close, volume, notional, priced = (Decimal(row[name]) for name in NUMBERS)
    is_ordered = low <= min(opened, close) <= max(opened, close) <= high
    is_counted = volume == priced == SIZE * row["trade_count"]
    return is_ordered and is_counted and low * volume <= notional <= high * volume
