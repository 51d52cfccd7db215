"""The replay feed: a recording's own spacing, its clock, its rounds and its damages."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.clock import Clock
from tests.support.examples import OPEN, SECOND, quote, trade
from ticker.feeds.base import FeedError
from ticker.feeds.replay import HEARTBEAT, ReplayFeed
from ticker.market.events import LINE_LIMIT, AnyEvent, Epoch, HeartbeatEvent, encode

Write = Callable[..., Path]


class Player:
    """Plays a feed while the time stands, except in its sleeps."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.time = Clock()
        self.watch: Callable[[], object] = lambda: None
        patch.setattr("ticker.feeds.replay.time", self.time)
        patch.setattr("ticker.feeds.replay.asyncio", SimpleNamespace(sleep=self._sleep))

    async def _sleep(self, seconds: float) -> None:
        self.watch()
        self.time.advance(seconds)
        self.watch()

    async def play(
        self, feed: ReplayFeed, most: int = 10_000
    ) -> list[tuple[float, AnyEvent | bytes]]:
        """What it says, and after how many seconds."""
        started, heard = self.time.monotonic(), []
        says = feed.events()
        async for said in says:
            self.watch()
            heard.append((round(self.time.monotonic() - started, 3), said))
            if len(heard) == most:
                await says.aclose()
        return heard


@pytest.fixture
def player(monkeypatch: pytest.MonkeyPatch) -> Player:
    return Player(monkeypatch)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes events and raw lines to a file; answers its path."""

    def write(*said: AnyEvent | bytes, name: str = "tape.ndjson") -> Path:
        path = tmp_path / name
        lines = b"".join(each if isinstance(each, bytes) else encode(each) for each in said)
        path.write_bytes(gzip.compress(lines) if name.endswith(".gz") else lines)
        return path

    return write


def later(seconds: float, price: str = "182") -> AnyEvent:
    return trade(price, ts=OPEN + round(seconds * SECOND))


def but_heartbeats(
    heard: list[tuple[float, AnyEvent | bytes]],
) -> list[tuple[float, AnyEvent | bytes]]:
    return [each for each in heard if not isinstance(each[1], HeartbeatEvent)]


@pytest.mark.parametrize("name", ["tape.ndjson", "tape.ndjson.gz"])
@pytest.mark.parametrize("speed", [0.5, 1, 10])
async def test_events_come_as_they_came_times_the_speed(
    player: Player, write: Write, speed: float, name: str
) -> None:
    tape = [later(0), later(0), later(0.7), later(5.25), later(8)]
    heard = await player.play(ReplayFeed(write(*tape, name=name), speed=speed))
    spacing = [0, 0, 0.7, 5.25, 8]
    assert [event for _, event in but_heartbeats(heard)] == tape
    assert [when for when, _ in but_heartbeats(heard)] == [
        pytest.approx(due / speed, abs=0.006) for due in spacing
    ]


async def test_a_silent_tape_has_a_heart(player: Player, write: Write) -> None:
    heard = await player.play(ReplayFeed(write(later(0), later(10)), speed=2))
    assert all(then - now <= HEARTBEAT for (now, _), (then, _) in pairwise(heard))
    beats = [said.ts_event for _, said in heard if isinstance(said, HeartbeatEvent)]
    assert len(beats) == 10
    assert beats == sorted(beats)
    assert OPEN < beats[0] < beats[-1] <= OPEN + 10 * SECOND


async def test_what_is_out_of_order_keeps_its_place_and_comes_at_once(
    player: Player, write: Write
) -> None:
    tape = [later(0), later(2), later(1), later(3)]
    heard = but_heartbeats(await player.play(ReplayFeed(write(*tape))))
    assert [event for _, event in heard] == tape
    assert [round(when) for when, _ in heard] == [0, 2, 2, 3]


@given(
    offsets=st.lists(st.floats(-3, 8), min_size=1, max_size=12),
    speed=st.sampled_from([0.5, 1.0, 3.0, 1000.0]),
)
async def test_the_clock_never_runs_back_nor_past_the_next_event(
    tmp_path_factory: pytest.TempPathFactory, offsets: list[float], speed: float
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        player = Player(patch)
        path = tmp_path_factory.mktemp("tape") / "tape.ndjson"
        tape = [later(10 + each) for each in offsets]
        path.write_bytes(b"".join(map(encode, tape)))
        feed = ReplayFeed(path, speed=speed)
        seen: list[int] = []
        player.watch = lambda: seen.append(feed.clock())
        heard = but_heartbeats(await player.play(feed))
    assert [event for _, event in heard] == tape
    told = [each for each in seen if each != OPEN]  # before the first event it is our own time
    assert told == sorted(told)
    assert told[-1] == max(each.ts_event for each in tape)


async def test_the_clock_is_between_the_last_event_and_the_next(
    player: Player, write: Write
) -> None:
    feed = ReplayFeed(write(later(100), later(102), later(101), later(500)), speed=2)
    assert feed.clock() == player.time.time_ns()
    said = feed.events()
    newest = 0
    async for event in said:
        assert not isinstance(event, bytes)
        if isinstance(event, HeartbeatEvent):
            assert newest <= event.ts_event == feed.clock() <= OPEN + 500 * SECOND
        newest = max(newest, event.ts_event)
        assert feed.clock() >= newest
    player.time.advance(1000)
    assert feed.clock() == OPEN + 500 * SECOND


async def test_each_round_of_a_loop_is_an_epoch(player: Player, write: Write) -> None:
    tape = [later(0), later(1)]
    heard = but_heartbeats(await player.play(ReplayFeed(write(*tape), loop=True), most=16))
    assert [event for _, event in heard[:5]] == [*tape, Epoch(ts_event=OPEN + SECOND), *tape]
    assert [round(when) for when, _ in heard[:5]] == [0, 1, 1, 1, 2]


@pytest.mark.parametrize("said", [[], [b"\n"], [b"nonsense"]])
async def test_a_loop_of_nothing_ends(player: Player, write: Write, said: list[bytes]) -> None:
    heard = await player.play(ReplayFeed(write(*said), loop=True))
    assert [event for _, event in heard] == [each for each in said if each.strip()]


async def test_a_bad_line_is_passed_on_for_the_edge_to_count(player: Player, write: Write) -> None:
    raw = [b"nonsense", b"", b" \r", b'{"type":"tra']
    path = write(later(0), b"\n".join(raw), b"\n", later(1), b"unfinished")
    heard = but_heartbeats(await player.play(ReplayFeed(path)))
    bad = [raw[0], raw[3]]
    assert [event for _, event in heard] == [later(0), *bad, later(1), b"unfinished"]


@pytest.mark.parametrize("size", [1, 2, 3, LINE_LIMIT + 2, LINE_LIMIT + 3, 3 * LINE_LIMIT])
async def test_an_overlong_line_comes_once_and_cut(player: Player, write: Write, size: int) -> None:
    path = write(b"x" * (LINE_LIMIT + size), b"\n", later(0))
    (_, cut), (_, event) = await player.play(ReplayFeed(path))
    assert isinstance(cut, bytes)
    assert LINE_LIMIT < len(cut) <= LINE_LIMIT + 2
    assert event == later(0)


async def test_the_longest_line_is_read(player: Player, write: Write) -> None:
    path = write(encode(later(0)).rstrip().ljust(LINE_LIMIT), b"\n", later(1))
    heard = but_heartbeats(await player.play(ReplayFeed(path)))
    assert [event for _, event in heard] == [later(0), later(1)]


async def test_a_recording_of_ours_begins_with_its_own_epoch(player: Player, write: Write) -> None:
    tape = [Epoch(ts_event=OPEN, always_open=True), later(1), quote("1", "2", OPEN + 2 * SECOND)]
    heard = but_heartbeats(await player.play(ReplayFeed(write(*tape))))
    assert [event for _, event in heard] == tape


async def test_a_recorded_epoch_begins_the_spacing_anew(player: Player, write: Write) -> None:
    tape = [later(100), Epoch(ts_event=OPEN + 100 * SECOND), later(0), later(5)]
    heard = but_heartbeats(await player.play(ReplayFeed(write(*tape))))
    assert [(round(when), event) for when, event in heard] == [
        (0, tape[0]),
        (0, tape[1]),
        (0, tape[2]),
        (5, tape[3]),
    ]


NO_BLOCK = b"\x07"
"""Not the beginning of any block of packed data."""


def _unfinished(text: bytes) -> bytes:
    """Packed up to the end of a block, where another must begin."""
    packer = zlib.compressobj(wbits=31)
    return packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda packed: packed[: len(packed) * 3 // 4],
    "without its end": lambda packed: packed[:-4],
    "overwritten": lambda packed: packed[: len(packed) // 2] + b"\xff" * 200,
    "garbled": lambda packed: _unfinished(gzip.decompress(packed)) + NO_BLOCK,
    "with something behind it": lambda packed: packed + b"more",
}


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_damaged_file_is_played_up_to_the_damage(
    player: Player, tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    tape = [later(count / 1000, f"{100 + count * count % 97}") for count in range(5000)]
    path = tmp_path / "tape.ndjson.gz"
    path.write_bytes(DAMAGES[damage](gzip.compress(b"".join(map(encode, tape)))))
    heard = await player.play(ReplayFeed(path, speed=1000))
    whole = [event for _, event in but_heartbeats(heard)]
    assert len(whole) > 1000
    assert whole == tape[: len(whole)]
    assert caplog.messages[-1].startswith(f"replay: cannot read {path}: ")
    assert caplog.messages[-1].endswith("; it ends there")


@pytest.mark.parametrize(
    "packed", [gzip.compress(b"x" * 100, mtime=0)[:12], b"\x1f\x8b" + b"nonsense" * 9]
)
def test_a_file_without_a_beginning_is_refused(tmp_path: Path, packed: bytes) -> None:
    path = tmp_path / "tape.gz"
    path.write_bytes(packed)
    with pytest.raises(FeedError, match=r"^replay: cannot read .+tape\.gz: .+"):
        ReplayFeed(path)


async def test_a_file_that_goes_away_ends_the_loop(
    player: Player, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(later(0))
    feed = ReplayFeed(path, loop=True)
    path.unlink()
    assert await player.play(feed) == []
    reason = "No such file or directory; it ends there"
    assert caplog.messages == [f"replay: cannot read {path}: {reason}"]
