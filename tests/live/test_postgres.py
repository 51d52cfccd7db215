"""The database on a real PostgreSQL server: prepared, served from, and not missed by open pages."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.support.openpage import OpenPage
from tests.support.postgres_server import PostgresServer
from tests.support.server import (
    MANAGE,
    PATIENCE,
    ROOT,
    Server,
    environment,
    free_port,
    start_refused,
)
from tests.support.stage import open_socket, receive, receive_until


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def postgres(server: PostgresServer, var_dir: Path) -> PostgresServer:
    """Prepared. The static files in ``var_dir`` are those of every installation."""
    manage(var_dir, server, "prepare")
    return server


def manage(var_dir: Path, postgres: PostgresServer, *command: str) -> None:
    env = environment(var_dir, DATABASE_URL=postgres.url)
    subprocess.run([*MANAGE, *command], cwd=ROOT, env=env, check=True, timeout=PATIENCE)


def instruments(postgres: PostgresServer) -> list[tuple[Any, ...]]:
    with psycopg.connect(postgres.url) as connection:
        return connection.execute("select * from ticker_instrument order by id").fetchall()


def test_loading_the_instruments_twice_is_as_once(postgres: PostgresServer, var_dir: Path) -> None:
    before = instruments(postgres)
    assert len(before) > 100
    with psycopg.connect(postgres.url) as connection:
        connection.execute("update ticker_instrument set name = 'x', position = 9")
    manage(var_dir, postgres, "load_instruments")
    manage(var_dir, postgres, "prepare")
    assert instruments(postgres) == before


def test_open_pages_ask_the_database_nothing(postgres: PostgresServer, var_dir: Path) -> None:
    served = Server(var_dir, "simulated://?instruments=30&rate=50", DATABASE_URL=postgres.url)
    page = OpenPage(served.get("/boards/all/").text)
    with open_socket(served, page.socket) as socket:
        page.apply(receive(socket))
        postgres.stop()
        try:
            for _ in range(20):
                receive_until(socket, lambda message: "data-symbol" in message)
            # Nor do new ones: a wall that reloads meanwhile is current again.
            with open_socket(served, page.socket) as another:
                receive_until(another, lambda message: "data-symbol" in message)
            assert served.get("/").status == 200
        finally:
            postgres.start()
    assert served.get("/accounts/login/").status == 200
    served.stop()


def url_of_nobody() -> str:
    return f"postgres://somebody:hunter2@127.0.0.1:{free_port()}/ticker"


@pytest.mark.parametrize("command", ["prepare", "serve", "runfeed"])
def test_a_server_that_is_not_there_is_said_in_one_line(var_dir: Path, command: str) -> None:
    settings = {"DATABASE_URL": url_of_nobody(), "REDIS_URL": "redis://localhost"}
    ended = subprocess.run(
        [*MANAGE, command],
        cwd=ROOT,
        env=environment(var_dir, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert "the database cannot be" in line
    assert "Connection refused" in line
    assert "hunter2" not in line


def test_a_database_that_is_not_prepared_is_said_in_one_line(
    server: PostgresServer, var_dir: Path
) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("create database empty")
    url = server.url.replace("/postgres", "/empty")
    code, said = start_refused(var_dir, DATABASE_URL=url, PORT=str(free_port()))
    assert code == 1
    (line,) = said.splitlines()
    assert "prepare" in line
