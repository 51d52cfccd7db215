"""yahoo:// on a real server, the vendor's library in a process beside it: prices show, the process
may be killed, and it does not outlive the server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from drills.providers.yahoo import YahooServer, pricing
from tests.support.person import Person, people
from tests.support.server import PATIENCE, Server
from tests.support.stage import open_socket, receive_until
from ticker.market.bar import SECOND, midnight
from ticker.market.sessions import NEW_YORK, calendars

IBM = "XNYS:IBM"
VOLUME = 123_457
BACKFILL = """
from django.core.management import call_command
call_command("backfill", "--days", "9", verbosity=0)
answer = "done"
"""


@pytest.fixture
def yahoo() -> Iterator[YahooServer]:
    server = YahooServer()
    yield server
    server.close()


def vendors(server: Server) -> list[int]:
    """The processes that the server has started."""
    found = subprocess.run(
        ["pgrep", "-P", str(server.process.pid), "-f", "print_feed"],
        capture_output=True,
        text=True,
        check=False,
    )
    return [int(each) for each in found.stdout.split()]


def trade_dates() -> list[date]:
    """The newest three that are over, and the one that goes on."""
    calendar = calendars()["XNYS"]
    found = [calendar.at(time.time_ns()).trade_date]
    for _ in range(3):
        found.insert(0, calendar.previous(found[0]))
    return found


def days(server: Server) -> list[dict[str, Any]]:
    said = server.get(f"/symbols/{IBM}.json?range=1m&interval=1d").text
    found: list[dict[str, Any]] = json.loads(said)["bars"]
    return found


def test_prices_show_and_a_vendors_process_may_be_killed(var_dir: Path, yahoo: YahooServer) -> None:
    dates = trade_dates()
    yahoo.charts["IBM"] = [
        (midnight(day, NEW_YORK) // SECOND + 34_200, 150.0, 155.0, 149.0, 152.5, 1000)
        for day in dates
    ]
    server = Server(var_dir, f"yahoo://?url={yahoo.url}&symbols=IBM")
    try:
        (staff,) = people(server, "feeds-keeper", is_staff=True)
        assert yahoo.wait_for(1) == ["IBM"]
        with open_socket(server, "/ws/ticker/boards/all/?q=IBM&rate=10") as socket:
            yahoo.send_messages(pricing(price=182.91, day_volume=VOLUME, open_price=181.0))
            receive_until(socket, lambda said: "182.91" in said)
            assert 'data-word="DELAYED"' in server.get("/boards/all/").text
            with_its_past(server, dates)
            yahoo.abort()
            yahoo.wait_for(2)
            receive_until(socket, lambda _: "yahoo: the connection is lost" in problem(staff))
            (first,) = vendors(server)
            os.kill(first, signal.SIGKILL)
            yahoo.wait_for(3)
            yahoo.send_messages(pricing(price=182.95, day_volume=VOLUME + 100))
            receive_until(socket, lambda said: "182.95" in said)
        (second,) = vendors(server)
        assert second != first
        assert "yahoo: exec: " in server.log
        assert "Traceback" not in server.log
    finally:
        server.kill()
    yahoo.wait_for_end()


def problem(staff: Person) -> str:
    """What its process has said was wrong the last time that it had to connect again."""
    return str(json.loads(staff.get("/feeds.json").text)["feeds"][0]["problem"])


def with_its_past(server: Server, dates: list[date]) -> None:
    """Days that were traded before the server began, and the one that it folds."""
    assert server.run(BACKFILL) == "done"
    end = time.monotonic() + PATIENCE
    wanted = [str(midnight(day, NEW_YORK)) for day in dates]
    while (found := days(server)) and [bar["ts_open"] for bar in found][-4:] != wanted:
        assert time.monotonic() < end, found
        time.sleep(0.1)  # what is folded is written once a second
    assert [bar["close"] for bar in found[-4:-1]] == ["152.50"] * 3
    assert (found[-1]["open"], found[-1]["volume"]) == ("181.00", str(VOLUME))
