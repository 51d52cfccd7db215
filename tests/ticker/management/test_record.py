"""Recording: what was recorded and is replayed gives the same end state."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import os
import subprocess
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.support.examples import IBM, OPEN, UNIVERSE, trade
from tests.support.server import MANAGE, ROOT, environment
from tests.ticker.publishing.test_publisher import Layer, played
from ticker.feeds import open_feed
from ticker.feeds.simulated import SimulatedFeed
from ticker.live.hub import Hub
from ticker.market.events import Epoch, decode, encode
from ticker.market.freshness import Freshness
from ticker.market.level1 import Level1
from ticker.market.market import Market
from ticker.market.sessions import calendars
from ticker.publishing.publisher import Publisher

EVENTS = 5000


def record(file: Path | str, **options: Any) -> str:
    """What it says at the end."""
    said = io.StringIO()
    call_command("record", str(file), stderr=said, **options)
    return said.getvalue()


def figures(level: Level1) -> tuple[object, ...]:
    """All that does not depend on when it is drawn."""
    return tuple(
        getattr(level, name)
        for name in Level1.__struct_fields__
        if name not in ("status", "flash", "n")
    )


def test_a_recording_replayed_is_the_market_that_was_recorded(
    live_hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tape = tmp_path / "tape.ndjson.gz"
    feed = f"simulated://?seed=7&rate=100000&start={OPEN}"
    assert record(tape, feed=feed, events=EVENTS) == f"{EVENTS} events recorded, 0 dropped\n"

    direct = Market(UNIVERSE, calendars)
    direct.reset(always_open=True)
    simulated = open_feed(feed, UNIVERSE)
    assert isinstance(simulated, SimulatedFeed)
    for event in islice(simulated.tape(OPEN), EVENTS - 1):  # the first is the Epoch
        direct.apply(event)

    monkeypatch.setattr("ticker.publishing.publisher.KEYFRAME_SPACING", 0)
    layer = Layer()
    replay = open_feed(f"'replay://{tape}?speed=1000000'", UNIVERSE)
    frame = asyncio.run(played(Publisher([replay], UNIVERSE, layer), layer))
    assert frame.feed.events == EVENTS - 1
    assert frame.feed.rejected == {}
    assert len(frame.rows) == len(UNIVERSE)
    assert {each.symbol: figures(each) for each in frame.rows} == {
        each.symbol: figures(each) for each in direct.drain(1, 0, Freshness(""), OPEN)
    }


def test_a_recording_begins_with_an_epoch_and_is_numbered(live_hub: Hub, tmp_path: Path) -> None:
    file = tmp_path / "tape.ndjson"
    record(file, feed="simulated://?rate=100000", events=50)
    first, *others = map(decode, file.read_bytes().splitlines())
    assert isinstance(first, Epoch)
    assert first.always_open
    assert [event.seq for event in others] == list(range(1, 50))
    assert {event.source for event in others} == {"simulated"}


def test_what_is_dropped_is_counted_and_not_recorded(live_hub: Hub, tmp_path: Path) -> None:
    tape = tmp_path / "in.ndjson"
    tape.write_bytes(encode(trade("182", symbol="IBM")) + b"nonsense\n" + encode(trade("1")))
    file = tmp_path / "out.ndjson"
    assert record(file, feed=f"'replay://{tape}'") == "3 events recorded, 1 dropped\n"
    _, *events = file.read_bytes().splitlines()
    assert [json.loads(each)["symbol"] for each in events] == [IBM, IBM]


def test_stops_after_its_time(live_hub: Hub, tmp_path: Path) -> None:
    file = tmp_path / "tape.ndjson.gz"
    record(file, feed="simulated://?rate=1000", seconds=0.05)
    assert isinstance(decode(gzip.decompress(file.read_bytes()).splitlines()[0]), Epoch)


def test_refuses_to_overwrite(live_hub: Hub, tmp_path: Path) -> None:
    for name in ("tape.ndjson", "tape.ndjson.gz"):
        file = tmp_path / name
        file.write_bytes(b"precious")
        with pytest.raises(CommandError, match="File exists"):
            record(file, feed="simulated://", events=1)
        assert file.read_bytes() == b"precious"


def test_a_bad_feed_is_one_clear_error_and_leaves_no_file(live_hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is none of"):
        record(tmp_path / "tape", feed="nonsense", events=1)
    assert list(tmp_path.iterdir()) == []


class TestStandardInput:
    """Through a process of its own: this one's standard input is the test runner's."""

    LINES = encode(trade("182", symbol="IBM")) + b"nonsense\n" + encode(trade("183")).rstrip()

    def record(
        self, var_dir: Path, *options: str, **stdin: Any
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*MANAGE, "record", "-", "--feed", "ndjson://-", *options],
            cwd=ROOT,
            env=environment(var_dir),
            capture_output=True,
            check=True,
            **stdin,
        )

    @pytest.mark.parametrize("kind", ["pipe", "file"])
    def test_a_pipe_or_a_file(self, var_dir: Path, tmp_path: Path, kind: str) -> None:
        file = tmp_path / "in.ndjson"
        file.write_bytes(self.LINES)
        with file.open("rb") as opened:
            given = {"input": self.LINES} if kind == "pipe" else {"stdin": opened}
            ended = self.record(var_dir, **given)
        events = [json.loads(each) for each in ended.stdout.splitlines()]
        assert [each.get("price") for each in events] == [None, "182", "183"]
        assert [each.get("source") for each in events] == [None, "ndjson", "ndjson"]
        assert b"malformed" in ended.stderr
        assert ended.stderr.endswith(b"3 events recorded, 1 dropped\n")

    @pytest.mark.parametrize(
        ("how", "said"),
        [
            ({"stdin": subprocess.DEVNULL}, b"ndjson: standard input is no pipe and no file"),
            ({"preexec_fn": lambda: os.close(0)}, b"ndjson: standard input is closed"),
        ],
    )
    def test_nothing_to_read_from(self, var_dir: Path, how: dict[str, Any], said: bytes) -> None:
        ended = self.record(var_dir, "--seconds", "0.1", **how)
        assert said in ended.stderr
        assert b"Traceback" not in ended.stderr
