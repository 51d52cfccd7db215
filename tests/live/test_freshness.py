"""The opening bell at its own speed: no row that a page was sent is older than half a second.

FRESHNESS_SECONDS says how long to watch, half of it before the bell; 120 is from 09:29:00 on.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from websockets.sync.client import ClientConnection

from tests.support import recording
from tests.support.markup import parse
from tests.support.server import Server
from tests.support.stage import open_socket, receive

LIMIT = 500.0
"""Milliseconds."""

SECONDS = int(os.environ.get("FRESHNESS_SECONDS", "20"))
PAGE_SIZE = 100
MILLISECOND = 1_000_000

logger = logging.getLogger(__name__)


class Arrival(NamedTuple):
    """A row that a page was sent: its data-ts, and when, in milliseconds of our monotonic clock."""

    symbol: str
    ts: int
    at: float


class Watch(threading.Thread):
    """Reads one page's socket until a time."""

    def __init__(self, server: Server, path: str, end: float) -> None:
        super().__init__()
        self.arrivals: list[Arrival] = []
        self._server, self._path, self._end = server, path, end

    def run(self) -> None:
        with open_socket(self._server, self._path) as socket:
            while now() < self._end:
                self._read(socket)

    def _read(self, socket: ClientConnection) -> None:
        message = receive(socket)
        at = now()
        for row in parse(message).iter("tr"):
            symbol = row.get("data-symbol", "")
            if symbol in recording.FIGURES:
                self.arrivals.append(Arrival(symbol, int(row.attrib["data-ts"]), at))


class Canary(threading.Thread):
    """Finds out how long this machine let nobody here run: what it did not give, no server can
    make good."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.worst = 0.0
        self._is_over = threading.Event()

    def run(self) -> None:
        before = now()
        while not self._is_over.wait(0.01):
            before, gap = now(), now() - before - 10
            self.worst = max(self.worst, gap)

    def stop(self) -> float:
        """The longest stall, in milliseconds."""
        self._is_over.set()
        self.join()
        return self.worst


def now() -> float:
    return time.monotonic_ns() / MILLISECOND


def lags(
    arrivals: Sequence[Arrival], tape: Mapping[str, Sequence[int]], offset: float, end: float
) -> Iterator[float]:
    """How long each row had been behind the tape when the next one came, or at the end."""
    shown: dict[str, int] = {}
    last = [Arrival(symbol, 0, end) for symbol in tape]
    for symbol, ts, at in [*sorted(arrivals, key=lambda arrival: arrival.at), *last]:
        if symbol in shown:
            following = bisect_right(tape[symbol], shown[symbol])
            if following < len(tape[symbol]):
                yield at + offset - tape[symbol][following]
        shown[symbol] = ts


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recording around the bell, and a little after the end of the watch."""
    recording.require_recording()
    path = tmp_path_factory.mktemp("tape") / "bell.ndjson"
    half = SECONDS * 10**9 // 2
    path.write_bytes(
        b"".join(recording.recorded_lines(recording.BELL - half, recording.BELL + 2 * half))
    )
    return path


def tape_of(cut: Path) -> dict[str, list[int]]:
    """The times of each symbol's events, ascending, in milliseconds."""
    tape: dict[str, list[int]] = defaultdict(list)
    names = {symbol.partition(":")[2]: symbol for symbol in recording.FIGURES}
    for line in cut.read_bytes().splitlines():
        event = msgspec.json.decode(line, type=recording.RecordedEvent)
        tape[names[event.symbol]].append(event.ts_event // MILLISECOND)
    return {symbol: sorted(times) for symbol, times in tape.items()}


def pages(server: Server) -> set[str]:
    """Where the recording's symbols are on the board of everything."""
    data = msgspec.json.decode(server.get("/boards/all.json").text)
    places = [each["symbol"] for each in data["rows"]]
    numbers = {places.index(symbol) // PAGE_SIZE + 1 for symbol in recording.FIGURES}
    return {f"/ws/ticker/boards/all/?page={number}&rate=10" for number in numbers}


def test_no_row_is_older_than_half_a_second(var_dir: Path, cut: Path) -> None:
    server = Server(var_dir, recording.recording_feed(cut, 1))
    tape = tape_of(cut)
    end = now() + SECONDS * 1000
    watches = [Watch(server, path, end) for path in pages(server)]
    canary = Canary()
    for thread in (canary, *watches):
        thread.start()
    for watch in watches:
        watch.join()
    stall = canary.stop()
    server.stop()
    arrivals = [arrival for watch in watches for arrival in watch.arrivals]
    # The tape begins when the server says that it serves, and no event is shown before its time:
    # whichever puts the recorded clock later hides the least.
    began = min(times[0] for times in tape.values()) - server.ready_at / MILLISECOND
    offset = max(began, *(ts - at for _, ts, at in arrivals))
    found = sorted(lags(arrivals, tape, offset, end))
    assert {arrival.symbol for arrival in arrivals} == set(recording.FIGURES)
    logger.info(
        "%d s, %d rows: median lag %.0f ms, worst %.0f ms (clock %+.1f ms, machine stood %.0f ms)",
        SECONDS,
        len(arrivals),
        found[len(found) // 2],
        found[-1],
        offset - began,
        stall,
    )
    assert found[-1] < LIMIT + stall
