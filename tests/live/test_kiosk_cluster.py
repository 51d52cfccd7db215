"""A device on one process, its staff on another, with Redis and PostgreSQL between them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.support.closes import is_told_to_reload, read_all_until_close
from tests.support.device import SETTLE_BEATS, Device, pair_device
from tests.support.person import Person, people
from tests.support.postgres_server import PostgresServer
from tests.support.redis_server import RedisServer
from tests.support.server import Server, prepare
from tests.support.stage import receive_until
from ticker.live import close_codes


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[list[Server]]:
    redis, postgres = RedisServer(tmp_path), PostgresServer()
    var_dir = prepare(tmp_path / "var", DATABASE_URL=postgres.url)
    servers = [
        Server(
            var_dir,
            "simulated://?instruments=30&rate=50",
            REDIS_URL=redis.url,
            DATABASE_URL=postgres.url,
        )
        for _ in range(2)
    ]
    yield servers
    for server in servers:
        server.stop()
    redis.kill()
    postgres.close()


@pytest.fixture
def staff(servers: list[Server]) -> Person:
    return people(servers[1], "warden", is_staff=True)[0]


def test_a_screen_is_seen_and_heeds_from_afar(servers: list[Server], staff: Person) -> None:
    here, _ = servers
    device = Device(here)
    screen = pair_device(staff, device, "Afar", "etfs")
    with staff.open(f"/ws/ticker{screen}") as fleet, device.wall() as wall:
        wall.wait_until_shown(lambda said: "ETFs" in said)
        staff.post(f"{screen}remote/", do="identify")
        wall.wait_until_shown(lambda said: said.endswith("Afar"))
        staff.post(f"{screen}remote/", do="blank")
        wall.wait_until_shown(lambda said: "blank" in said)
        while 'data-state="PAINTING"' not in staff.get(screen).text:
            wall.receive()
        receive_until(fleet, lambda said: 'data-state="PAINTING"' in said)
        revoke = partial(staff.post, f"{screen}remote/", do="revoke")
        (messages,) = read_all_until_close([wall.socket], SETTLE_BEATS, revoke)
        assert is_told_to_reload(messages)
        assert wall.socket.close_code == close_codes.REVOKED
        receive_until(fleet, lambda said: 'data-state="NOT PAIRED"' in said)
    assert device.code()
