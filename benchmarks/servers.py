"""How each system is started: its command, its environment and the address of a viewer."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct, structs

from benchmarks.processes import LOAD_CORE, available_core
from benchmarks.rawlimit import MESSAGES

ServerName = Literal["daphne", "uvicorn", ""]
HOST = "127.0.0.1"
PYTHON = sys.executable
UVICORN = (
    *(PYTHON, "-m", "uvicorn", "--host", HOST, "--log-level", "warning"),
    *("--loop", "uvloop", "--ws-per-message-deflate", "false"),
)
"""Chromium would take compression up, at ten times the cost."""

UVICORN_SOCKETS, PRODUCT_SOCKETS = (
    ("--ws", "websockets-sansio"),
    ("--ws", "ticker.uvicorn_sockets:Sockets"),
)
"""The fastest of uvicorn's own, and ours, which frame a message once."""


class System(Struct, frozen=True, kw_only=True):
    """``path`` is where a viewer connects, with which ``cookie``; ``{number}`` in them is the
    viewer's own.

    ``argv`` may hold ``{port}``; ``environ`` is added to the bench's own; ``length`` is the rows of
    a page. ``has_tape`` says that a tape feeds it: the module ``tape``, by a command in FEED, after
    ``feed_scheme``. ``has_port`` says that it is ready when it can be connected to.
    """

    name: str
    server: ServerName
    argv: tuple[str, ...]
    path: str = ""
    cookie: str = ""
    environ: Mapping[str, str] = {}
    length: int = 100
    has_tape: bool = True
    has_port: bool = True
    feed_scheme: str = "exec:"
    tape: str = "benchmarks.tape"


def product_board(server: ServerName) -> System:
    """The product, every viewer on one board of 100 rows."""
    return _product(server, "ours, board", "stock_ticker", "/ws/ticker/boards/all/?rate=10", 100)


def product_own_lists(server: ServerName) -> System:
    """The product, every viewer on a list of its own."""
    return _product(server, "ours, own lists", "benchmarks", "/ws/ticker/own/?number={number}", 20)


def product_watchlists(server: ServerName) -> System:
    """The product, every viewer signed in and on a list that is kept for them (readers)."""
    path = "/ws/ticker/watchlists/1{number:06d}/?rate=10"
    product = _product(server, "ours, watchlists", "stock_ticker", path, 20)
    return structs.replace(product, cookie="sessionid=reader{number:026d}")


def product_shared_list(server: ServerName, length: int) -> System:
    """The product, every viewer on the same list of so many symbols."""
    path = f"/ws/ticker/own/?number=0&length={length}"
    return _product(server, "ours, shared list", "benchmarks", path, length)


def _product(server: ServerName, name: str, package: str, path: str, length: int) -> System:
    daphne = (PYTHON, "manage.py", "serve")
    uvicorn = (*UVICORN, *PRODUCT_SOCKETS, "--port", "{port}", f"{package}.asgi:application")
    return System(
        name=name,
        server=server,
        argv=daphne if server == "daphne" else uvicorn,
        path=path,
        environ={"DJANGO_SETTINGS_MODULE": f"{package}.settings"},
        length=length,
    )


def redis_server() -> System:
    argv = ("redis-server", "--bind", HOST, "--port", "{port}", "--save", "", "--appendonly", "no")
    return System(name="redis", server="", argv=argv, has_tape=False)


def publisher(redis_url: str) -> System:
    """The product's publisher, for web processes that only receive."""
    return System(
        name="publisher",
        server="",
        argv=(PYTHON, "manage.py", "runfeed"),
        environ={"DJANGO_SETTINGS_MODULE": "stock_ticker.settings", "REDIS_URL": redis_url},
        has_port=False,
    )


def web_process(redis_url: str, server: ServerName = "uvicorn") -> System:
    """One of the product's web processes that only receive."""
    mine = product_board(server)
    environ = {**mine.environ, "REDIS_URL": redis_url}
    return structs.replace(mine, name="ours, over Redis", environ=environ, has_tape=False)


def raw_limit(server: ServerName, messages: Path | None = None) -> System:
    """The raw limit; without ``messages`` it sends nothing."""
    application = "benchmarks.rawlimit:application"
    daphne = (PYTHON, "-m", "daphne", "-v", "0", "-b", HOST, "-p", "{port}", application)
    uvicorn = (*UVICORN, *UVICORN_SOCKETS, "--port", "{port}", application)
    return System(
        name="raw limit",
        server=server,
        argv=daphne if server == "daphne" else uvicorn,
        path="/",
        environ={MESSAGES: str(messages)} if messages else {},
        has_tape=False,
    )


def tutorial_peer() -> System:
    return System(
        name="tutorial",
        server="daphne",
        argv=(PYTHON, "-m", "benchmarks.tutorial.serve", "{port}"),
        path="/",
        environ={"DJANGO_SETTINGS_MODULE": "benchmarks.tutorial.settings"},
        feed_scheme="",
    )


def feed_setting(system: System, rate: int, start_file: Path, start: int = 0) -> str:
    """The FEED setting that starts a tape with the system."""
    command = [PYTHON, "-m", system.tape, "--rate", str(rate), "--started", str(start_file)]
    command += ["--start", str(start)] if start else []
    if (own_core := available_core(LOAD_CORE)) is not None:
        command += ["--cpu", str(own_core)]
    written = system.feed_scheme + shlex.join(command)
    return shlex.quote(written) if system.feed_scheme else written
