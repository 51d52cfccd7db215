"""`manage.py runserver`: the live page on Django's development server."""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from tests.live.test_readiness import readiness_until
from tests.support.openpage import OpenPage
from tests.support.redis_server import RedisServer
from tests.support.scrape import scrape_until
from tests.support.server import MANAGE, PATIENCE, ROOT, Server, environment, free_port
from tests.support.stage import open_socket, receive
from ticker.web.origins import at_port

SIMULATED = "simulated://?instruments=30&rate=50"
OTHER_PORT = "8000"
RUNSERVER = ("env", f"PORT={OTHER_PORT}", *MANAGE, "runserver")
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def run_server(
    var_dir: Path, feed: str = SIMULATED, address: str = "{port}", *options: str, **settings: str
) -> Server:
    """Prints its address before it listens."""
    server = Server(var_dir, feed, 0, (*RUNSERVER, address, *options), **settings)
    server.wait_for(f"Serving {feed}" if feed else "Serving what is published on Redis")
    return server


def assert_is_live(server: Server) -> None:
    page = OpenPage(server.get("/boards/all/").text)
    with open_socket(server, page.socket) as socket:
        for _ in range(10):
            page.apply(receive(socket))
    assert page.ids["state"].get("data-word") == "SIMULATED"
    readiness_until(server, 200)


def assert_has_its_assets(server: Server) -> None:
    assets = ASSET.findall(server.get("/").text)
    assert {Path(path).suffix for path in assets} >= {".css", ".js"}
    assert [(path, server.get(path).status) for path in assets] == [(path, 200) for path in assets]


@pytest.mark.parametrize(
    ("address", "options"),
    [("{port}", ()), ("0.0.0.0:{port}", ("--noreload", "--nostatic", "--insecure"))],
)
def test_serves_the_live_page_on_the_given_port(
    var_dir: Path, address: str, options: tuple[str, ...]
) -> None:
    server = run_server(var_dir, SIMULATED, address, *options)
    assert_is_live(server)
    assert_has_its_assets(server)
    for foreign in (f"http://localhost:{OTHER_PORT}", f"http://example.org:{server.port}"):
        with pytest.raises(InvalidStatus):
            open_socket(server, "/ws/ticker/desk/", foreign)
    server.stop()


def test_without_an_argument_serves_where_the_environment_says(var_dir: Path) -> None:
    server = Server(var_dir, SIMULATED, command=(*MANAGE, "runserver"), HOST="127.0.0.1")
    server.wait_for(f"Serving {SIMULATED}")
    assert_is_live(server)
    server.stop()


def test_the_given_port_stands_in_for_the_one_that_is_set() -> None:
    given = ["http://localhost:8000", "http://localhost:18000", "https://wall.example"]
    assert at_port(given, 8000, 8001) == ["http://localhost:8001", *given[1:]]


def test_in_debug_mode_needs_no_collected_static_files(own_dir: Path) -> None:
    (own_dir / "static").rename(own_dir / "not static")
    server = run_server(own_dir, DEBUG="1")
    assert_has_its_assets(server)
    assert_is_live(server)
    server.stop()


def test_with_redis_only_receives(var_dir: Path, redis: RedisServer) -> None:
    server = run_server(var_dir, "", REDIS_URL=redis.url)
    scrape_until(server, lambda now: now.value("group_memberships") == 2)
    assert readiness_until(server, 503) == {"frames": "no frame has come yet"}
    server.stop()


def test_reloads_when_code_changes(own_dir: Path, tmp_path: Path) -> None:
    """Only the child opens the feed, and the old child ends its own before the new one starts."""
    code, started = tmp_path / "own_settings.py", tmp_path / "started"
    code.write_text("from stock_ticker.settings import *\n")
    feed = f"\"exec:sh -c 'echo $$ >> {started}; while sleep 0.1; do echo; done'\""
    settings = {"PYTHONPATH": str(tmp_path), "DJANGO_SETTINGS_MODULE": code.stem}
    server = run_server(own_dir, feed, **settings)
    end = time.monotonic() + PATIENCE
    while "changed, reloading" not in server.log:
        assert time.monotonic() < end, server.log
        os.utime(code)  # again and again: the reloader must have looked once before
        time.sleep(0.5)
    server.find(re.compile("Serving .*Serving ", re.DOTALL))
    assert server.get("/").status == 200
    server.stop()
    first, _ = started.read_text().split()
    with pytest.raises(ProcessLookupError):
        os.kill(int(first), 0)


def refused(var_dir: Path, port: int, *options: str, **settings: str) -> list[str]:
    """The lines of an error for which it does not start."""
    ended = subprocess.run(
        [*MANAGE, "runserver", str(port), *options],
        cwd=ROOT,
        env=environment(var_dir, LOG_LEVEL="ERROR", **settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 1
    return [line for line in ended.stderr.splitlines() if "django.utils.autoreload" not in line]


@pytest.mark.parametrize("options", [(), ("--noreload",)])
def test_says_in_one_line_why_it_does_not_start(
    var_dir: Path, tmp_path: Path, simulated: Server, options: tuple[str, ...]
) -> None:
    (unprepared,) = refused(tmp_path, free_port(), *options)
    assert "run `manage.py prepare` first" in unprepared
    (taken,) = refused(var_dir, simulated.port, *options)
    assert f"port {simulated.port}" in taken


def test_refuses_the_server_without_websockets(var_dir: Path) -> None:
    (error,) = refused(var_dir, free_port(), "--noasgi")
    assert error == "CommandError: --noasgi serves no websockets, without which no page is live"
