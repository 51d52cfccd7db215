"""Lock files pin every package by version and hash and name no registry; the programs are sound."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted(ROOT.glob("requirements*.txt"))
PROGRAMS = [
    *(
        "bin/run",
        "bin/cluster",
        "bin/test",
        "bin/bench",
        "bin/drill",
        "bin/screenshots",
        "bin/rooms",
    ),
    ".ci/run",
]
PINNED = re.compile(r"[a-z0-9-]+==\S+( ; [^\\]+)?( --hash=sha256:[0-9a-f]{64})+")


def requirements(lock: Path) -> list[str]:
    """Each requirement of a lock file on one line, comments left out."""
    lines = [line for line in lock.read_text().splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [" ".join(line.split()) for line in joined.splitlines() if line.strip()]


def test_every_input_has_its_lock() -> None:
    inputs = {path.stem for path in ROOT.glob("requirements*.in")}
    assert inputs == {path.stem for path in LOCKS} != set()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_requirements_are_pinned_and_hashed(lock: Path) -> None:
    loose = [line for line in requirements(lock) if not PINNED.fullmatch(line)]
    assert requirements(lock)
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_requirements_hold_no_address(lock: Path) -> None:
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links|@ file", lock.read_text()) == []


EXTRAS = {"yahoo": "yfinance", "crypto": "ccxt", "alpaca": "alpaca-py"}
"""Which library a feed needs, that no others do."""


@pytest.mark.parametrize(
    "lock", ["requirements.txt", *(f"requirements-{feed}.txt" for feed in EXTRAS)]
)
def test_development_has_all_of_the_others(lock: str) -> None:
    """Whatever the machines are that need it."""
    found, development = (
        {re.sub(r" ; .*?(?= --hash)", "", each) for each in requirements(ROOT / name)}
        for name in (lock, "requirements-dev.txt")
    )
    assert found - development == set() != found


@pytest.mark.parametrize(("feed", "library"), EXTRAS.items())
def test_a_vendors_library_is_an_extra(feed: str, library: str) -> None:
    assert f"{library}==" in (ROOT / f"requirements-{feed}.txt").read_text()
    assert library not in (ROOT / "requirements.txt").read_text()


def test_package_lock_holds_no_address() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert '"integrity"' in lock
    assert "http" not in lock, "write it with npm install --omit-lockfile-registry-resolved"


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs_are_executable(program: str) -> None:
    assert os.access(ROOT / program, os.X_OK)


@pytest.mark.parametrize("program", [*PROGRAMS, "bin/setup"])
def test_programs_parse(program: str) -> None:
    checked = subprocess.run(
        ["bash", "-n", ROOT / program], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")
