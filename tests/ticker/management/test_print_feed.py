"""print_feed as a process: events on a pipe, and an end as soon as nobody reads."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.support.examples import UNIVERSE
from tests.support.server import MANAGE, PATIENCE, ROOT, environment
from ticker.feeds.yahoo.feed import YahooFeed
from ticker.market.events import decode
from ticker.web.process import process

SILENT = "exec:sh -c 'echo ready; exec sleep 1000'"
"""Says one thing, and then nothing."""


class Printing:
    """``errors`` is a file for its standard error."""

    def __init__(self, var_dir: Path, url: str, errors: Path) -> None:
        self._errors = errors
        with errors.open("wb") as file:
            self._process = subprocess.Popen(
                [*MANAGE, "print_feed", url],
                cwd=ROOT,
                env=environment(var_dir),
                stdout=subprocess.PIPE,
                stderr=file,
            )
        assert self._process.stdout
        self._output = self._process.stdout

    def line(self) -> bytes:
        return self._output.readline()

    def tell(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def leave(self) -> None:
        """Nobody reads any more."""
        self._output.close()

    def end(self) -> tuple[int, str]:
        """Exit code and standard error, once it has ended."""
        return self._process.wait(PATIENCE), self._errors.read_text()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self.leave()


@pytest.fixture
def printing(var_dir: Path, tmp_path: Path) -> Iterator[Callable[[str], Printing]]:
    found: list[Printing] = []

    def start(url: str) -> Printing:
        found.append(Printing(var_dir, url, tmp_path / str(len(found))))
        return found[-1]

    yield start
    for each in found:
        each.close()


def test_it_ends_by_a_signal_and_when_nobody_reads(printing: Callable[[str], Printing]) -> None:
    told, unread, busy = map(printing, ("simulated://?rate=9", SILENT, "simulated://?rate=9000"))
    for _ in range(5):
        decode(told.line())
    told.tell(signal.SIGTERM)
    assert unread.line() == b"ready\n"
    decode(busy.line())
    for each in (unread, busy):
        each.leave()
    assert [each.end() for each in (told, unread, busy)] == [(0, "")] * 3


@pytest.fixture
def _universe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(process.__dict__, "universe", UNIVERSE)


@pytest.mark.usefixtures("_universe")
@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nosuch://", "FEED: 'nosuch://' is none of: "),
        ("yahoo://", "yahoo: no_such_library is not installed; pip install -r requirements-yahoo"),
        ("exec:false", "exec: 'false' ended with exit code 1"),
    ],
)
def test_what_is_wrong_is_said(url: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(YahooFeed, "library", "no_such_library")
    with pytest.raises(CommandError) as error:
        call_command("print_feed", url)
    assert str(error.value).startswith(message)
