"""The VAR_DIR of what is measured, apart from the one of whoever measures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.failure import BenchError


def prepare(folder: Path) -> None:
    """A database of the instruments, and the static files. Raises BenchError."""
    environ = {**os.environ, "VAR_DIR": str(folder)}
    argv = [sys.executable, "manage.py", "prepare", "--verbosity", "0"]
    if subprocess.run(argv, env=environ, check=False).returncode:  # noqa: S603 - our own program
        raise BenchError("manage.py prepare failed")
