"""A running system: started on a free port, measured from outside, and ended for certain."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from benchmarks.failure import BenchError
from benchmarks.processes import (
    SERVER_CORE,
    cpu_seconds,
    descriptors,
    die_with_parent,
    on_core,
    process_tree,
    resident_bytes,
    sockets,
)
from benchmarks.servers import HOST, System, feed_setting
from benchmarks.tape import TapeStart
from benchmarks.ticks import Schedule

START_LIMIT = 30.0
"""Seconds until a server must be open."""

PRODUCT_SETTINGS = ("ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "LOG_LEVEL", "ORIGINS", "REDIS_URL")
"""Settings of the product that must not come from whoever started the bench."""


class RunningSystem:
    """Use as a context manager. ``folder`` is VAR_DIR, prepared; ``rate`` the tape's updates a
    second, ``tape_start`` when it begins, if not at once (UTC ns): two of the same start say the
    same. What has no tape may be ``fed_by`` something that has."""

    def __init__(
        self,
        system: System,
        folder: Path,
        rate: int,
        tape_source: RunningSystem | None = None,
        tape_start: int = 0,
    ) -> None:
        self.system, self.schedule = system, Schedule(rate)
        self.port = free_port()
        self._tape_source, self._tape_start = tape_source, tape_start
        self._folder = folder
        self._start_file, self._log_file = folder / f"{self.port}.json", folder / f"{self.port}.log"

    def __enter__(self) -> Self:
        self.start()
        return self

    def start(self) -> None:
        """After ``kill`` again, on the same port. Raises BenchError."""
        self.tape: TapeStart = self._tape_source.tape if self._tape_source else TapeStart(0, 0)
        self._start_file.unlink(missing_ok=True)
        with on_core(SERVER_CORE), self._log_file.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own programs
                [each.format(port=self.port) for each in self.system.argv],
                env=self._environ(),
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - the bench has no threads
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self.kill()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # It has nothing to save, and a tidy end of a thousand sockets takes seconds.
        self.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """To the system itself, not to its tape."""
        self._process.send_signal(number)

    @property
    def children(self) -> set[int]:
        """Processes that it has started."""
        return process_tree(self._process.pid) - {self._process.pid}

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    @property
    def log(self) -> str:
        """All it has printed so far."""
        return self._log_file.read_text(errors="replace")

    @property
    def redis_url(self) -> str:
        """Where it is a Redis server."""
        return f"redis://{HOST}:{self.port}"

    @property
    def address(self) -> str:
        """Of a viewer; may hold ``{number}``."""
        return f"ws://{HOST}:{self.port}{self.system.path}"

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.port}"

    def cpu_seconds(self) -> float:
        """Seconds used so far by all its processes but the tape."""
        return cpu_seconds(self._pids())

    def tape_cpu_seconds(self) -> float:
        return cpu_seconds({self.tape.pid}) if self.tape.pid else 0.0

    def resident_bytes(self) -> int:
        """Bytes in memory of all its processes but the tape."""
        return resident_bytes(self._pids())

    def descriptors(self) -> int:
        """Files and sockets that its processes but the tape have open."""
        return descriptors(self._pids())

    def sockets(self) -> int:
        """That its processes but the tape have open."""
        return sockets(self._pids())

    def _pids(self) -> set[int]:
        return process_tree(self._process.pid) - {self.tape.pid}

    def _environ(self) -> dict[str, str]:
        environ = {
            name: value for name, value in os.environ.items() if name not in PRODUCT_SETTINGS
        }
        environ |= {"VAR_DIR": str(self._folder), "HOST": HOST, "PORT": str(self.port)}
        environ["FEED"] = feed_setting(
            self.system, self.schedule.rate, self._start_file, self._tape_start
        )
        environ["PYTHONWARNINGS"] = "ignore"
        return environ | dict(self.system.environ)

    def _wait_until_ready(self) -> None:
        """Until the port is open and the tape runs. Raises BenchError."""
        end = time.monotonic() + START_LIMIT
        while not (self._is_open() and self._has_tape()):
            if self._process.poll() is not None or time.monotonic() > end:
                said = self.log.strip().splitlines()
                why = said[-1] if said else "it said nothing"
                raise BenchError(f"{self.system.name} {self.system.server} does not start: {why}")
            time.sleep(0.05)

    def _is_open(self) -> bool:
        if not self.system.has_port:
            return True
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self.port)) == 0

    def _has_tape(self) -> bool:
        if self.system.has_tape and not self.tape.pid and self._start_file.exists():
            self.tape = msgspec.json.decode(self._start_file.read_bytes(), type=TapeStart)
        return bool(self.tape.pid) or not self.system.has_tape


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
