"""What bin/run and bin/test install: each what it needs, and neither undoes what the other did."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NPM = """#!/bin/sh
[ "$1" = ci ] || exit 0
echo "$2" >>asked
mkdir -p node_modules
"""


class Checkout:
    """One with a lock file and nothing installed, and an npm that only notes what it is asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.lock("first")
        programs = folder / "programs"
        programs.mkdir()
        (programs / "npm").write_text(NPM)
        (programs / "npm").chmod(0o755)
        self._environment = os.environ | {"PATH": f"{programs}:{os.environ['PATH']}"}

    def lock(self, text: str) -> None:
        (self._folder / "package-lock.json").write_text(text)

    def install(self, what: str) -> None:
        subprocess.run(
            ["sh", "-euc", f". '{ROOT}/bin/setup'; install_scripts {what}"],
            cwd=self._folder,
            env=self._environment | {"me": "test"},
            check=True,
        )

    @property
    def asked(self) -> list[str]:
        return (self._folder / "asked").read_text().split()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_what_a_test_needs_comes_to_what_there_is(checkout: Checkout) -> None:
    checkout.install("--omit=dev")
    checkout.install("--include=dev")
    assert checkout.asked == ["--omit=dev", "--include=dev"]


def test_whoever_has_all_keeps_it(checkout: Checkout) -> None:
    checkout.install("--include=dev")
    checkout.install("--omit=dev")
    assert checkout.asked == ["--include=dev"]


@pytest.mark.parametrize("what", ["--omit=dev", "--include=dev"])
def test_nothing_is_installed_twice_but_for_another_lock_file(
    checkout: Checkout, what: str
) -> None:
    checkout.install(what)
    checkout.install(what)
    checkout.lock("second")
    checkout.install(what)
    assert checkout.asked == [what, what]


@pytest.mark.parametrize(
    ("program", "what"), [("bin/run", "--omit=dev"), ("bin/test", "--include=dev")]
)
def test_a_program_asks_for_what_it_needs(program: str, what: str) -> None:
    assert f"\ninstall_scripts {what}\n" in (ROOT / program).read_text()
