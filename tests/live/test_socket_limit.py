"""The limit to the sockets of a real process, on both servers."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.live.test_origins import DESK, closed_with
from tests.live.test_uvicorn import UVICORN
from tests.support.server import SERVE, Server
from tests.support.stage import open_socket, receive


@pytest.mark.parametrize("command", [SERVE, UVICORN], ids=["daphne", "uvicorn"])
def test_a_socket_too_many_is_closed_and_there_is_room_when_one_goes(
    var_dir: Path, command: Sequence[str]
) -> None:
    server = Server(
        var_dir, "simulated://?instruments=30&rate=50", command=command, SOCKET_LIMIT="1"
    )
    with open_socket(server, DESK) as socket:
        assert "<" in receive(socket)
        with open_socket(server, DESK) as another:
            assert closed_with(another) == 4013
        assert "<" in receive(socket)
    with open_socket(server, DESK) as socket:
        assert "<" in receive(socket)
    server.end(signal.SIGTERM)
    assert "Traceback" not in server.log, server.log


def test_too_few_open_files_are_said_and_heeded(var_dir: Path) -> None:
    few = ("sh", "-c", 'ulimit -n 201; exec "$@"', "sh", *SERVE)
    server = Server(var_dir, "simulated://?instruments=30&rate=50", command=few)
    with open_socket(server, DESK), open_socket(server, DESK) as another:
        assert closed_with(another) == 4013
    server.wait_for("SOCKET_LIMIT=10000")
    server.wait_for("at most 1 websockets")
    server.stop()
