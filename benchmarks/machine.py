"""The machine, and what ran on it."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct

PACKAGES = (
    *("Django", "channels", "daphne", "Twisted", "autobahn", "uvicorn", "uvloop", "websockets"),
    *("msgspec", "picows"),
)


class Machine(Struct):
    cpu: str
    cores: int
    memory: int
    """Megabytes."""
    system: str
    python: str
    packages: dict[str, str]
    commit: str
    load: float
    """Programs that wanted a core in the minute before."""


def read_machine() -> Machine:
    return Machine(
        cpu=_after_colon("/proc/cpuinfo", "model name"),
        cores=len(os.sched_getaffinity(0)),
        memory=int(_after_colon("/proc/meminfo", "MemTotal").split()[0]) // 1024,
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        packages={name: version(name) for name in PACKAGES},
        commit=_commit(),
        load=os.getloadavg()[0],
    )


def _after_colon(file: str, name: str) -> str:
    lines = Path(file).read_text().splitlines()
    found = (line.partition(":")[2].strip() for line in lines if line.startswith(name))
    return next(found, "0")


def _commit() -> str:
    """With a + where the checkout has changes; "" outside a checkout."""
    try:
        command = ["git", "describe", "--always", "--dirty=+", "--abbrev=12", "--exclude=*"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return ""
    return run.stdout.strip()
