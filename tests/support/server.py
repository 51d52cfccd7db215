"""A server process, started and ended as an operator does it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import IO, Any, NamedTuple

from tests.support.shell import Shell

ROOT = Path(__file__).resolve().parents[2]
MANAGE = (sys.executable, "manage.py")
SERVE = (*MANAGE, "serve")
READY = "http://"
PATIENCE = 60.0
"""Seconds after which something awaited counts as not happening, on a slow machine too."""

PROJECT_SETTINGS = (
    *("FEED", "PORT", "HOST", "ORIGINS", "ALLOWED_HOSTS", "BEHIND_PROXY", "SECRET_KEY", "VAR_DIR"),
    *("REDIS_URL", "DATABASE_URL", "SOCKET_LIMIT", "METRICS_TOKEN", "DEBUG", "LOG_LEVEL"),
    *("MAIL_URL", "MAIL_FROM", "MINUTES_KEPT", "DAYS_KEPT", "INGEST_TOKEN", "INGEST_BACKLOG"),
    *("INGEST_BODY_LIMIT", "INGEST_REQUEST_RATE", "INGEST_EVENT_RATE", "ALPACA_KEY_ID"),
    "ALPACA_SECRET_KEY",
)


class Answer(NamedTuple):
    status: int
    headers: Message
    text: str


def free_port() -> int:
    with socket.create_server(("localhost", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def environment(var_dir: Path, **settings: str) -> dict[str, str]:
    """This process's environment, with none of the project's settings but those given."""
    kept = {name: value for name, value in os.environ.items() if name not in PROJECT_SETTINGS}
    return kept | {"VAR_DIR": str(var_dir), "PYTHONUNBUFFERED": "1", **settings}


def prepare(var_dir: Path, **settings: str) -> Path:
    env = environment(var_dir, **settings)
    subprocess.run([*MANAGE, "prepare"], cwd=ROOT, env=env, check=True)
    return var_dir


def start_refused(var_dir: Path, **settings: str) -> tuple[int, str]:
    """Exit code and standard error of a server that does not start."""
    ended = subprocess.run(
        SERVE,
        cwd=ROOT,
        env=environment(var_dir, **settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return ended.returncode, ended.stderr


class Server:
    """Serves from its making on; ``stop`` it in the end, which asserts a clean exit. A command
    that does not read PORT has {port} in an argument.

    ``ready_at`` is when it said that it serves, on the monotonic clock in nanoseconds.
    """

    def __init__(
        self,
        var_dir: Path,
        feed: str,
        port: int = 0,
        command: Sequence[str] = SERVE,
        **settings: str,
    ) -> None:
        self.port = port or free_port()
        self.origin = f"http://localhost:{self.port}"
        self.ready_at = 0
        self._environment = environment(var_dir, FEED=feed, PORT=str(self.port), **settings)
        self._shell: Shell | None = None
        self._lines: list[str] = []
        self._heard = threading.Condition()
        self.process = subprocess.Popen(
            [each.replace("{port}", str(self.port)) for each in command],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        pipes = (self.process.stdout, self.process.stderr)
        self._readers = [threading.Thread(target=self._read, args=[pipe]) for pipe in pipes]
        for reader in self._readers:
            reader.start()
        try:
            self.wait_for(READY)
        except AssertionError:
            self.end(signal.SIGKILL)
            raise

    def _read(self, pipe: IO[str]) -> None:
        with pipe:
            for line in pipe:
                with self._heard:
                    if READY in line and not self.ready_at:
                        self.ready_at = time.monotonic_ns()
                    self._lines.append(line)
                    self._heard.notify_all()
        with self._heard:
            self._heard.notify_all()

    @property
    def log(self) -> str:
        """All it has printed so far."""
        return "".join(self._lines)

    def wait_for(self, text: str) -> None:
        """Until it has printed this."""
        self.find(re.compile(re.escape(text)))

    def find(self, pattern: re.Pattern[str]) -> re.Match[str]:
        """Where it has printed this, once it has."""

        def is_over() -> bool:
            return bool(pattern.search(self.log)) or self.process.poll() is not None

        with self._heard:
            self._heard.wait_for(is_over, PATIENCE)
        found = pattern.search(self.log)
        assert found, self.log
        return found

    def get(self, path: str, method: str = "GET", body: str = "", **headers: str) -> Answer:
        connection = HTTPConnection("localhost", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read().decode())
        finally:
            connection.close()

    def run(self, code: str) -> Any:
        """Python beside the server, on its database: what the code has called ``answer``."""
        if self._shell is None:
            self._shell = Shell(MANAGE, self._environment)
        return self._shell.run(code)

    def kill(self) -> None:
        """It is gone, as by a loss of power; a feed's program lives on."""
        self._close_shell()
        self.process.kill()
        self.process.wait(PATIENCE)

    def _close_shell(self) -> None:
        if self._shell is not None:
            self._shell.close()
            self._shell = None

    def end(self, number: signal.Signals) -> int:
        """The exit code after this signal; everything it printed is then in ``log``."""
        self._close_shell()
        self.process.send_signal(number)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            for reader in self._readers:
                reader.join()

    def stop(self) -> None:
        # A shell that starts tests in the background has everything in them ignore Ctrl-C.
        code = self.end(signal.SIGTERM)
        assert "Traceback" not in self.log, self.log
        assert code == 0, self.log
