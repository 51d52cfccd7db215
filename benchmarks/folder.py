"""The VAR_DIR of what is measured, apart from the one of whoever measures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.failure import BenchError


def prepare(folder: Path) -> None:
    """A database of the instruments, and the static files. Raises BenchError."""
    _run(folder, "manage.py", "prepare", "--verbosity", "0")


def add_readers(folder: Path, count: int) -> None:
    """So many people with a list each. Raises BenchError."""
    _run(folder, "-m", "benchmarks.readers", str(count))


def _run(folder: Path, *command: str) -> None:
    module = {"DJANGO_SETTINGS_MODULE": "stock_ticker.settings"}
    environ = {**os.environ, **module, "VAR_DIR": str(folder)}
    argv = [sys.executable, *command]
    if subprocess.run(argv, env=environ, check=False).returncode:  # noqa: S603 - our own programs
        raise BenchError(f"{' '.join(command)} failed")
