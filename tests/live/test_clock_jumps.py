"""The server's clock is set on and back by 25 hours: no wall is lost, and none shows old as new."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.clockjump import COMMAND, JUMP, SIGNALS, jump_clock
from tests.support.device import Device, DeviceWall, pair_device
from tests.support.person import Person, people
from tests.support.server import Server

RECOVERY = 10
"""Heartbeats, one a second."""


@pytest.fixture
def server(var_dir: Path) -> Iterator[Server]:
    server = Server(var_dir, "simulated://?instruments=30&rate=400", command=COMMAND)
    yield server
    server.stop()


@pytest.fixture
def staff(server: Server) -> Person:
    return people(server, "warden", is_staff=True)[0]


def follow(wall: DeviceWall, start: int) -> None:
    """Until the wall's clock and a row's newest event are of no earlier than ``start``, in
    milliseconds since the epoch, but of its next hours."""
    beats = wall.beats
    while not (_is_of(start, _clock(wall)) and any(_is_of(start, each) for each in _events(wall))):
        assert wall.beats - beats <= RECOVERY, wall.stage
        wall.receive()
    assert "STALE" not in wall.stage


def paint(wall: DeviceWall, staff: Person, screen: str) -> None:
    """Until it is seen from afar that it paints."""
    beats = wall.beats
    while 'data-state="PAINTING"' not in staff.get(screen).text:
        assert wall.beats - beats <= RECOVERY
        wall.receive()


def _clock(wall: DeviceWall) -> int:
    return int(wall.page.ids["clock"].get("data-clock", ""))


def _events(wall: DeviceWall) -> list[int]:
    return [int(row.get("data-ts") or 0) for row in wall.page.rows()]


def _is_of(start: int, at: int) -> bool:
    return start <= at < start + JUMP * 500


@pytest.mark.parametrize("order", [list(SIGNALS), list(SIGNALS)[::-1]], ids=["on", "back"])
def test_a_wall_goes_on_when_the_clock_jumps(
    server: Server, staff: Person, order: list[signal.Signals], request: pytest.FixtureRequest
) -> None:
    device = Device(server)
    screen = pair_device(staff, device, request.node.callspec.id, "all", rows="20", dwell=5)
    with device.wall() as wall:
        wall.receive()
        start = _clock(wall)
        for number in order:
            jump_clock(server, number)
            start += SIGNALS[number] * 1000
            follow(wall, start)
            assert wall.page.ids["state"].get("data-word") == "SIMULATED"
            # A device that is switched on now is its screen; the answer to the first gets lost.
            lost = server.get("/kiosk/", Cookie=device.cookie_header("/kiosk/"))
            is_renewed = number is signal.SIGUSR1 and number is order[0]
            assert bool(lost.headers["Set-Cookie"]) is is_renewed
            with device.wall() as other:
                follow(other, start)
            paint(wall, staff, screen)
