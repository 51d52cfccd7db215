"""Bars and last states outlive the process: killed while it writes, it comes back with what it
knew, marked as old."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.puppeteer import Event, Puppeteer
from tests.support.server import PATIENCE, Server
from tests.support.stage import open_socket, receive_until

KILLS = 3
SIZE = 100
IBM = "XNYS:IBM"


@pytest.fixture
def puppeteer() -> Iterator[Puppeteer]:
    puppeteer = Puppeteer()
    yield puppeteer
    puppeteer.close()


def kept(var_dir: Path) -> list[dict[str, object]]:
    """The bars of a minute of IBM, in order. Asserts that the database is whole."""
    with closing(sqlite3.connect(var_dir / "db.sqlite3")) as database:
        database.row_factory = sqlite3.Row
        assert database.execute("pragma integrity_check").fetchone()[0] == "ok"
        found = database.execute(
            "select * from ticker_bar where symbol = ? and interval = '1m' order by ts_open", [IBM]
        )
        return [dict(row) for row in found]


def trades_in(var_dir: Path) -> int:
    """How many trades the bars are of. Asserts that none is torn, and none there twice."""
    rows = kept(var_dir)
    starts = [row["ts_open"] for row in rows]
    assert len(starts) == len(set(starts))
    count = 0
    for row in rows:
        opened, high, low, close, volume, notional, priced = (
            Decimal(str(row[name]))
            for name in ("open", "high", "low", "close", "volume", "notional", "priced_volume")
        )
        assert low <= min(opened, close) <= max(opened, close) <= high
        assert volume == priced == SIZE * int(str(row["trade_count"]))
        assert low * volume <= notional <= high * volume
        count += int(str(row["trade_count"]))
    return count


def wait_for(var_dir: Path, count: int) -> None:
    """Until so many trades have been written: that is announced to nobody."""
    end = time.monotonic() + PATIENCE
    while trades_in(var_dir) < count:
        assert time.monotonic() < end, f"{trades_in(var_dir)} of {count}"
        time.sleep(0.05)


def row_of(server: Server) -> dict[str, str]:
    rows = json.loads(server.get("/boards/all.json?q=IBM").text)["rows"]
    return next(row for row in rows if row["symbol"] == IBM)


def test_a_process_that_is_killed_comes_back_with_what_it_knew(
    own_dir: Path, puppeteer: Puppeteer
) -> None:
    server = Server(own_dir, puppeteer.feed)
    said = 0

    def trades(count: int) -> list[Event]:
        nonlocal said
        said += count
        return [puppeteer.trade(IBM, f"{180 + n % 7}.{n % 10}0") for n in range(said - count, said)]

    for kill in range(KILLS):
        puppeteer.say(*trades(50 + kill))
        wait_for(own_dir, said)
        safe = said
        puppeteer.say(*trades(200))
        time.sleep(0.37 * kill)  # somewhere else in its second each time
        server.kill()
        puppeteer.part()
        assert safe <= trades_in(own_dir) <= said
        server = Server(own_dir, puppeteer.feed, server.port)
        with_what_it_knew(server, puppeteer)
        # What was lost is gone for good; it goes on from what is kept.
        said = trades_in(own_dir)
        puppeteer.say(*trades(1))
        wait_for(own_dir, said)
        assert row_of(server)["volume"] == str(SIZE * said)
    server.stop()


def with_what_it_knew(server: Server, puppeteer: Puppeteer) -> None:
    """At once, and as old."""
    with open_socket(server, "/ws/ticker/boards/all/?q=IBM&rate=10") as socket:
        receive_until(
            socket, lambda message: "STALE" in message and 'data-symbol="XNYS:IBM"' in message
        )
    row = row_of(server)
    assert row["last"] is not None
    assert str(row["status"]).startswith("STALE")
