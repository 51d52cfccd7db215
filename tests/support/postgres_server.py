"""A PostgreSQL server of a test's own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from tests.support.server import PATIENCE, free_port

PACKAGED = Path("/usr/lib/postgresql")
"""Where Debian and Ubuntu keep the programs, a folder for each version."""

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=20")


class PostgresServer:
    """Ready when made; it can be stopped and started again on its port. ``close`` it in the end."""

    def __init__(self) -> None:
        # Not a test's own folder: PostgreSQL runs as a user who could not enter that.
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres", "postgres")
        self.port = free_port()
        data = str(self._folder / "data")
        made = [find_program("initdb"), "--no-sync", "--auth", "trust", "--username", "ticker"]
        subprocess.run(
            [*unprivileged_prefix(), *made, "--encoding", "UTF8", "--locale", "C", data],
            check=True,
            capture_output=True,
        )
        self._command = [
            *unprivileged_prefix(),
            find_program("postgres"),
            "-D",
            data,
            "-h",
            "127.0.0.1",
        ]
        self._command += ["-p", str(self.port), "-k", str(self._folder)]
        self._command += [word for each in FAST for word in ("-c", each)]
        self.start()

    @property
    def url(self) -> str:
        return f"postgres://ticker@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if "ready to accept connections" in line:
                return
        raise AssertionError("PostgreSQL did not start")

    def stop(self) -> None:
        """At once, whoever is connected."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(PATIENCE)
        assert self._process.stderr is not None
        self._process.stderr.close()

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)


def find_program(name: str) -> str:
    versions = PACKAGED.glob(f"*/bin/{name}")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    found = str(newest) if newest else shutil.which(name)
    assert found, f"{name} is not installed: bin/test installs it"
    return found


def unprivileged_prefix() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
