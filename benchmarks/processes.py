"""What processes cost, read from /proc, which core they may use, and when they end. Linux only."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SERVER_CORE, LOAD_CORE = 0, 1
"""The system under test has a core of its own; tape, load generator and bench share another."""

_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of prctl(2)."""

_TICK = 1 / os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def available_core(number: int) -> int | None:
    """The core, or None where there are too few to set one apart."""
    cores = sorted(os.sched_getaffinity(0))
    return number if {SERVER_CORE, LOAD_CORE} <= set(cores) else None


@contextmanager
def on_core(number: int) -> Iterator[None]:
    """What is started inside runs on that core only."""
    before = os.sched_getaffinity(0)
    if available_core(number) is not None:
        os.sched_setaffinity(0, {number})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def raise_descriptor_limit() -> None:
    """As many sockets as the machine allows, for this process and all it starts."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def die_with_parent() -> None:
    """Called in a child before it becomes its program; the parent is the thread that starts it."""
    ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)


def process_tree(root: int) -> set[int]:
    """A process and all that came from it."""
    parents = {int(each.name): _read_stat(int(each.name))[1] for each in _process_folders()}
    found = {root}
    while more := {pid for pid, parent in parents.items() if int(parent) in found} - found:
        found |= more
    return found


def cpu_seconds(pids: set[int]) -> float:
    """CPU used so far, user and system, to the hundredth of a second."""
    return sum((int(stat[11]) + int(stat[12])) * _TICK for stat in map(_read_stat, pids))


def busy_seconds() -> float:
    """Core time that the whole machine, and the machines it shares its cores with, used so far."""
    user, nice, system, _, _, irq, softirq, steal = map(
        int, Path("/proc/stat").read_text().split(maxsplit=9)[1:9]
    )
    return (user + nice + system + irq + softirq + steal) * _TICK


def resident_bytes(pids: set[int]) -> int:
    return sum(int(_read_stat(pid)[21]) * _PAGE for pid in pids)


def descriptors(pids: set[int]) -> int:
    """Open files and sockets; none of a process gone."""
    return sum(len(list(_open_files(pid))) for pid in pids)


def sockets(pids: set[int]) -> int:
    """Of the open files those that are; none of a process gone."""
    return sum(target.startswith("socket:") for pid in pids for target in _open_files(pid))


def _open_files(pid: int) -> Iterator[str]:
    """What each is, as in proc_pid_fd(5)."""
    with suppress(FileNotFoundError):
        for each in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                yield str(each.readlink())


def _process_folders() -> Iterator[Path]:
    return (each for each in Path("/proc").iterdir() if each.name.isdigit())


def _read_stat(pid: int) -> list[str]:
    """The fields after the name, as in proc_pid_stat(5): state is 0; zeros for a process gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return ["0"] * 50
