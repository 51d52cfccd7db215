"""The recorded opening bell, no part of the project: what needs it skips where it is absent."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tests.support.server import ROOT

FILE = ROOT.parent / "shared/data/equities/us4_20131007_0929-0950ET.ndjson.gz"

KEYS = ("last", "open", "high", "low", "volume", "bid", "ask")
FIGURES = {
    "ARCX:SPY": ("167.81", "167.41", "167.83", "167.25", "10668239", "167.81", "167.82"),
    "XNYS:BAC": ("13.91", "13.91", "13.92", "13.82", "8242327", "13.90", "13.91"),
    "XNYS:IBM": ("182.91", "181.90", "182.91", "181.85", "613450", "182.83", "182.92"),
    "XNYS:AIG": ("48.99", "49.04", "49.12", "48.80", "547834", "48.99", "49.00"),
}
"""What the recording's own description says of its end."""

BELL = int(datetime(2013, 10, 7, 9, 30, tzinfo=ZoneInfo("America/New_York")).timestamp() * 1e9)


class RecordedEvent(msgspec.Struct):
    symbol: str
    ts_event: int


def require_recording() -> None:
    if not FILE.exists():
        pytest.skip(f"the recording {FILE.name} is not here")


def recording_feed(path: Path, speed: int) -> str:
    return f"'replay://{path.resolve()}?speed={speed}'"


def recorded_lines(start: int = 0, end: int = 2**63) -> Iterator[bytes]:
    """Those of start ≤ ts_event < end, UTC nanoseconds, as they are in the file."""
    with gzip.open(FILE) as file:
        for line in file:
            if start <= msgspec.json.decode(line, type=RecordedEvent).ts_event < end:
                yield line
