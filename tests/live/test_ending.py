"""How the server ends: when it is told to, and when it cannot begin."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import Server, free_port, start_refused
from tests.support.stage import Stage, open_socket, receive


@pytest.fixture
def heeds_ctrl_c() -> Iterator[None]:
    """What is started here does, though these tests may have been started not to."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeds_ctrl_c")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_under_open_pages(var_dir: Path, number: signal.Signals) -> None:
    server = Server(var_dir, "simulated://?instruments=30&rate=50")
    with open_socket(server, "/ws/ticker/desk/") as socket:
        receive(socket)
        code = server.end(number)
    assert (code, "Traceback" in server.log) == (0, False), server.log


def test_its_feed_ends_with_it(var_dir: Path) -> None:
    stage = Stage(var_dir)
    stage.settle()
    stage.puppeteer.mute()  # a heartbeat that finds the puppet gone would forget it
    stage.server.stop()
    stage.puppeteer.wait_for_end()
    stage.puppeteer.close()


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"FEED": "simulated://?sed=7"}, "'sed'"),
        ({"FEED": "nosuch://"}, "'nosuch://'"),
        ({"FEED": "replay:nowhere.ndjson.gz"}, "nowhere.ndjson.gz"),
        ({"PORT": "eighty"}, "PORT='eighty'"),
        ({"HOST": "host.invalid"}, "host.invalid"),
        ({"DEBUG": "perhaps"}, "DEBUG='perhaps'"),
        ({"REDIS_URL": "localhost"}, "REDIS_URL='localhost'"),
        ({"DATABASE_URL": "mysql://localhost/wall"}, "DATABASE_URL='mysql://localhost/wall'"),
        ({"DATABASE_URL": "postgres://localhost"}, "DATABASE_URL names no database"),
        ({"SOCKET_LIMIT": "0"}, "SOCKET_LIMIT='0'"),
        ({"BEHIND_PROXY": "1"}, "BEHIND_PROXY=1 needs ORIGINS"),
    ],
)
def test_a_setting_that_cannot_be_used_is_said_in_one_line(
    var_dir: Path, settings: dict[str, str], says: str
) -> None:
    code, said = start_refused(var_dir, **{"PORT": str(free_port()), **settings})
    assert code != 0
    assert [says in line for line in said.splitlines()] == [True], said


def test_a_taken_port_is_said_in_one_line(var_dir: Path, simulated: Server) -> None:
    code, said = start_refused(var_dir, PORT=str(simulated.port), FEED="simulated://")
    assert code != 0
    assert [str(simulated.port) in line for line in said.splitlines()] == [True], said


def test_an_installation_that_is_not_prepared_is_said_in_one_line(tmp_path: Path) -> None:
    code, said = start_refused(tmp_path, PORT=str(free_port()), FEED="simulated://")
    assert code != 0
    assert ["prepare" in line for line in said.splitlines()] == [True], said
