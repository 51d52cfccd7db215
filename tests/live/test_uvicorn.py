"""The same application on another ASGI server."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.support.openpage import OpenPage
from tests.support.scrape import scrape, scrape_until
from tests.support.server import PATIENCE, ROOT, Server, environment, free_port
from tests.support.stage import open_socket, receive
from ticker.live import close_codes

UVICORN = (
    *(sys.executable, "-m", "uvicorn", "stock_ticker.asgi:application"),
    *("--host", "localhost", "--port", "{port}"),
)


@pytest.mark.parametrize("sockets", ["websockets-sansio", "ticker.uvicorn_sockets:Sockets"])
def test_it_serves_pages_and_sockets(var_dir: Path, sockets: str) -> None:
    server = Server(
        var_dir, "simulated://?instruments=30&rate=50", command=(*UVICORN, "--ws", sockets)
    )
    page = OpenPage(server.get("/boards/all/").text)
    with open_socket(server, page.socket) as socket:
        for _ in range(10):
            page.apply(receive(socket))
    assert page.ids["state"].get("data-word") == "SIMULATED"
    with open_socket(server, "/ws/ticker/nowhere/") as refused, pytest.raises(ConnectionClosed):
        refused.recv(PATIENCE)
    assert refused.close_code == close_codes.NOT_FOUND
    assert server.get("/static/nothing.css").status == 404
    server.end(signal.SIGTERM)
    assert "Traceback" not in server.log, server.log


def test_it_has_the_pages_for_operators(var_dir: Path) -> None:
    server = Server(var_dir, "simulated://?instruments=30&rate=50", command=UVICORN)
    with open_socket(server, "/ws/ticker/boards/all/?rate=10") as socket:
        for _ in range(3):
            receive(socket)
        now = scrape_until(server, lambda now: now.value("round_trip_seconds_count") > 0)
        assert now.value("connections", page="board") == 1
        assert now.value("group_memberships") == 2
        scrape_until(server, lambda now: now.value("loop_lag_seconds_count") > 0)
        assert server.get("/readyz").status == 200
    scrape_until(server, lambda now: now.value("connections", page="board") == 0)
    assert scrape(server).value("feed_state", word="SIMULATED") == 1
    server.end(signal.SIGTERM)
    assert "Traceback" not in server.log, server.log


def test_a_bad_feed_fails_the_start(var_dir: Path) -> None:
    port = str(free_port())
    ended = subprocess.run(
        [each.replace("{port}", port) for each in UVICORN],
        cwd=ROOT,
        env=environment(var_dir, FEED="replay:nowhere.ndjson", PORT=port),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode != 0
    assert ["nowhere.ndjson" in line for line in ended.stderr.splitlines()].count(True) == 1
    assert "Traceback" not in ended.stderr
