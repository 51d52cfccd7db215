"""Lines from programs: cut out of a stream, whatever its pieces; and programs that end or fail."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.feeds import lines as module
from ticker.feeds import splitter
from ticker.feeds.base import FeedError
from ticker.feeds.lines import CHUNK, ExecFeed, read_lines
from ticker.market.events import AnyEvent
from ticker.market.frames import BEAT

LIMIT = 8
AN_EVENT = b"x" * 119 + b"\n"


class Pieces(asyncio.StreamReader):
    """A stream that arrives in these pieces."""

    def __init__(self, pieces: list[bytes]) -> None:
        super().__init__()
        self._pieces = iter(pieces)

    async def read(self, n: int = -1) -> bytes:
        assert n == CHUNK
        return next(self._pieces, b"")


@given(st.lists(st.text("abc\n", min_size=1, max_size=20).map(str.encode), max_size=20))
async def test_a_line_is_whole_however_it_arrives(pieces: list[bytes]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitter, "LINE_LIMIT", LIMIT)
        patch.setattr(module, "seconds_until_beat", lambda *_: 1e-9)
        found = [each async for batch in read_lines(Pieces(pieces)) for each in batch]
    whole = [each for each in b"".join(pieces).split(b"\n") if each]
    assert [each[: LIMIT + 1] for each in found] == [each[: LIMIT + 1] for each in whole]


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        ([], []),
        ([b"a\nb\n"], [b"a", b"b"]),
        ([b"a\nb"], [b"a", b"b"]),
        ([b"a", b"b", b"\n", b"c"], [b"ab", b"c"]),
        ([b"\n \n\r\n"], []),
        ([b"12345678\n"], [b"12345678"]),
        ([b"1234567890", b"1234567890", b"123\nb\n"], [b"123456789", b"b"]),
        ([b"1234567890", b"123\nb\nc\nd"], [b"123456789", b"b", b"c", b"d"]),
        ([b"1234567890"], [b"123456789"]),
        ([b"12345", b"67890", b"more"], [b"123456789"]),
        ([b"123456789012\nb\n"], [b"123456789012", b"b"]),
    ],
)
async def test_an_overlong_line_comes_once_and_cut(
    monkeypatch: pytest.MonkeyPatch, pieces: list[bytes], found: list[bytes]
) -> None:
    monkeypatch.setattr(splitter, "LINE_LIMIT", LIMIT)
    assert [each async for batch in read_lines(Pieces(pieces)) for each in batch] == found


@pytest.mark.parametrize(
    ("events", "rests"),
    [
        (20, [0.02, 0.07, 0.1, 0.1]),  # once a beat
        (800, [0.02, 0.07 / 3, 0.07 / 3, 0.07 / 3, 0.1 / 3]),  # more often if the pipe would fill
    ],
)
async def test_what_a_frame_is_to_have_is_read_just_before_it(
    monkeypatch: pytest.MonkeyPatch, events: int, rests: list[float]
) -> None:
    """``events`` come in each tenth of a second."""
    rested = list[float]()

    class Gathering(asyncio.StreamReader):
        async def read(self, n: int = -1) -> bytes:
            """What was held back, and then what has gathered during the rest."""
            self.count = getattr(self, "count", 0) + 1
            if self.count % 2:
                return AN_EVENT
            if not rested:
                await rest(0.02)
            return AN_EVENT * round(events * rested[-1] / BEAT)

    async def rest(seconds: float) -> None:
        rested.append(seconds)

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "time", lambda: 1000 + sum(rested))
    monkeypatch.setattr(asyncio, "sleep", rest)
    async for _ in read_lines(Gathering()):
        if len(rested) == len(rests):
            break
    assert rested == pytest.approx(rests)


async def test_all_that_a_reading_brought_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or a program that has much to say would be read once a beat, a full pipe at a time."""
    rested, read = list[float](), list[int]()

    class Counted(Pieces):
        async def read(self, n: int = -1) -> bytes:
            read.append(n)
            return await super().read(n)

    async def rest(seconds: float) -> None:
        rested.append(seconds)

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "time", lambda: 1000.02 if read else 1000.0)
    monkeypatch.setattr(asyncio, "sleep", rest)
    full = (AN_EVENT * CHUNK)[:CHUNK]
    async for _ in read_lines(Counted([AN_EVENT, full, full, full, AN_EVENT, AN_EVENT])):
        pass
    assert rested == [pytest.approx(0.07 / 22)]


def program(text: str) -> ExecFeed:
    return ExecFeed([sys.executable, "-c", text])


async def test_a_program_that_ends_well() -> None:
    said = [each async for each in program("print('one'); print('two', end='')").events()]
    assert said == [b"one", b"two"]


async def test_a_program_that_fails_says_so_after_what_it_said() -> None:
    said = []
    with pytest.raises(FeedError) as error:  # noqa: PT012
        async for each in program("print('one'); raise SystemExit(3)").events():
            said.append(each)
    assert said == [b"one"]
    assert str(error.value) == f"exec: {sys.executable!r} ended with exit code 3"


async def test_a_program_that_is_not_there() -> None:
    with pytest.raises(FeedError) as error:
        await anext(ExecFeed(["no-such-program"]).events())
    assert str(error.value) == "exec: cannot start 'no-such-program': No such file or directory"


async def test_its_standard_input_is_empty() -> None:
    said = [each async for each in program("import sys; print(len(sys.stdin.read()))").events()]
    assert said == [b"0"]


class Lifeline:
    """A socket on which a program hangs: it is at its end when the program is."""

    PROGRAM = """
import signal, socket, time
line = socket.create_connection(("127.0.0.1", {port}))
{before}
print("ready", flush=True)
while True:
    {then}
"""

    def __init__(self) -> None:
        self.ended = asyncio.Event()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        self.ended.set()

    async def closed(self, before: str = "", then: str = "time.sleep(1000)") -> None:
        """Starts the program, closes the feed, and waits until the program has ended."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        events: AsyncGenerator[AnyEvent | bytes, None]
        text = self.PROGRAM.format(port=port, before=before, then=then)
        events = program(text).events()
        assert await anext(events) == b"ready"
        await events.aclose()
        await self.ended.wait()
        server.close()


async def test_a_program_is_ended_with_its_feed() -> None:
    await Lifeline().closed()


async def test_a_program_that_will_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    await Lifeline().closed(before="signal.signal(signal.SIGTERM, signal.SIG_IGN)")


async def test_a_program_that_talks_on_is_seen_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", None)
    await Lifeline().closed(then="print('x' * 1000)")
