"""A connection: what it sends, in which order, and how often."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest

from tests.markup import parse
from tests.ticker.clock import Clock
from tests.ticker.examples import AIG, IBM, UNIVERSE, frame, level
from ticker.close_codes import Refused
from ticker.connection import Connection
from ticker.flow import CLOSE_AFTER, PARK_AFTER, SECONDS_LIMIT
from ticker.fragments import Fragments
from ticker.heartbeat import Heartbeat
from ticker.livetable import RANK_SPACING, LiveTable
from ticker.mirror import Mirror
from ticker.rows import Layout
from ticker.view import View

COLUMNS = ("symbol", "last")
HEARTBEAT = Heartbeat(well='<p id="pulse"></p>', parked='<p id="behind"></p>')


def dearest(mirror: Mirror) -> list[str]:
    return sorted((IBM, AIG), key=lambda symbol: mirror.level(symbol).last or 0, reverse=True)


def table(mirror: Mirror, name: str = "board", layout: Layout | None = None) -> LiveTable:
    layout = layout or Layout(table=name, columns=COLUMNS)
    view = View(layout=layout, key=name, select=dearest, is_ranked=True)
    return LiveTable(view, mirror, Fragments(layout, mirror))


def tape(mirror: Mirror) -> LiveTable:
    return table(mirror, "tape", Layout(table="tape", columns=COLUMNS, kind="tape"))


class Page:
    """The other end of a connection. While ``is_stuck``, a send does not come back; while it does
    not answer, it keeps the solicitations."""

    connection: Connection

    def __init__(self) -> None:
        self.got: list[str] = []
        self.asked: list[int] = []
        self.is_stuck = False
        self.answers = True
        self.freed = asyncio.Event()

    async def send(self, message: dict[str, object]) -> None:
        assert message["type"] == "websocket.send"
        text = str(message["text"])
        self.got.append(text)
        if self.is_stuck:
            await self.freed.wait()
        if seq := re.search(r'id="ack".*"seq":(\d+)', text):
            self.asked.append(int(seq[1]))
            if self.answers:
                self.connection.acknowledge(self.asked[-1])

    def take(self) -> list[str]:
        """The messages since the last take, each as the ids in it, without the solicitations."""
        got, self.got = self.got, []
        found = (" ".join(each.get("id", "?") for each in parse(text)) for text in got)
        return [ids.removesuffix("ack").strip() for ids in found if ids != "ack"]


async def turns() -> None:
    """Lets everything run that can."""
    for _ in range(5):
        await asyncio.sleep(0)


@asynccontextmanager
async def connected(
    page: Page, mirror: Mirror, tables: Sequence[LiveTable], rate: int = 10
) -> AsyncIterator[Connection]:
    connection = page.connection = Connection(page.send, tables, rate)
    run = asyncio.create_task(connection.run(lambda: mirror.version))
    connection.beat(HEARTBEAT)
    await turns()
    try:
        yield connection
    finally:
        run.cancel()
        await asyncio.wait([run])


@pytest.fixture
def mirror(clock: Clock) -> Mirror:
    mirror = Mirror(UNIVERSE)
    mirror.receive(frame(1, level(IBM, n=1, last=Decimal(182)), level(AIG, n=1, last=Decimal(49))))
    return mirror


async def trades(
    mirror: Mirror, connection: Connection, n: int, *prices: tuple[str, int], now: float = 1e9
) -> None:
    rows = [level(symbol, n=n, last=Decimal(price)) for symbol, price in prices]
    mirror.receive(frame(n, *rows))
    connection.wake(now + n)
    await turns()


async def test_a_new_page_gets_whole_bodies_and_then_rows(mirror: Mirror) -> None:
    page = Page()
    async with connected(page, mirror, [tape(mirror), table(mirror)]) as connection:
        assert page.take() == ["rows-board", "rows-tape", "pulse"]
        await trades(mirror, connection, 2, (AIG, 50))
        assert page.take() == ["row-board-XNYS-AIG row-tape-XNYS-AIG"]


async def test_rows_come_before_all_else_in_a_message(mirror: Mirror) -> None:
    page = Page()
    async with connected(page, mirror, [tape(mirror), table(mirror)]) as connection:
        page.take()
        connection.beat(HEARTBEAT)
        await trades(mirror, connection, 2, (AIG, 50))
        assert page.take() == ["row-board-XNYS-AIG row-tape-XNYS-AIG", "pulse"]


async def test_a_new_order_is_a_new_body_alone_in_its_message(mirror: Mirror, clock: Clock) -> None:
    page = Page()
    fixed = table(mirror, "fixed")
    async with connected(page, mirror, [fixed, table(mirror)]) as connection:
        page.take()
        fixed.order()
        clock.advance(RANK_SPACING)
        fixed.rank()
        await trades(mirror, connection, 2, (AIG, 999))
        assert page.take() == ["rows-board", "row-fixed-XNYS-AIG"]


async def test_a_page_that_comes_between_rankings_keeps_the_order_it_was_drawn_with(
    mirror: Mirror, clock: Clock
) -> None:
    page, shared = Page(), table(mirror)
    old = shared.order()
    mirror.receive(frame(2, level(AIG, n=2, last=Decimal(999))))
    async with connected(page, mirror, [shared]) as connection:
        body = page.got[0]
        assert body.index("XNYS-AIG") < body.index("XNYS-IBM")
        page.take()
        await trades(mirror, connection, 3, (AIG, 1))
        assert page.take() == ["row-board-XNYS-AIG"]
        # The next ranking finds the order of before: this page must come back to it too.
        clock.advance(RANK_SPACING)
        await trades(mirror, connection, 4, (AIG, 2))
        assert shared.order() is old
        body = page.got[0]
        assert page.take() == ["rows-board"]
        assert body.index("XNYS-IBM") < body.index("XNYS-AIG")


async def test_nothing_new_is_no_message(mirror: Mirror) -> None:
    page = Page()
    async with connected(page, mirror, [table(mirror)]) as connection:
        page.take()
        await trades(mirror, connection, 2)
        assert page.take() == []


async def test_a_hold_keeps_the_order_and_not_the_values(mirror: Mirror, clock: Clock) -> None:
    page = Page()
    async with connected(page, mirror, [table(mirror)]) as connection:
        page.take()
        connection.hold("pointer", True)
        connection.hold("focus", True)
        clock.advance(RANK_SPACING)
        await trades(mirror, connection, 2, (AIG, 999))
        assert page.take() == ["row-board-XNYS-AIG"]
        connection.hold("pointer", False)
        await trades(mirror, connection, 3, (IBM, 183))
        assert page.take() == ["row-board-XNYS-IBM"]
        connection.hold("focus", False)
        await trades(mirror, connection, 4)
        assert page.take() == ["rows-board"]


async def test_a_page_that_is_held_from_the_start_still_gets_its_tables(mirror: Mirror) -> None:
    page = Page()
    connection = page.connection = Connection(page.send, [table(mirror)], 10)
    connection.hold("pointer", True)
    run = asyncio.create_task(connection.run(lambda: mirror.version))
    connection.wake(1)
    await turns()
    run.cancel()
    assert page.take() == ["rows-board"]


@pytest.mark.parametrize("rate", [10, 5, 2, 1])
async def test_the_rate_is_what_the_page_asked_for(mirror: Mirror, rate: int) -> None:
    page = Page()
    async with connected(page, mirror, [table(mirror)], rate) as connection:
        page.take()
        for n in range(2, 102):
            mirror.receive(frame(n, level(IBM, n=n, last=Decimal(n))))
            connection.wake(500 + n / 10)
            await turns()
        # The first comes at once.
        assert rate * 10 <= len(page.take()) <= rate * 10 + 1


async def test_a_late_frame_does_not_make_the_next_ones_come_faster(mirror: Mirror) -> None:
    page = Page()
    async with connected(page, mirror, [table(mirror)], rate=1) as connection:
        for n, now in enumerate([100, 105, 105.1, 105.2, 105.3], 2):
            mirror.receive(frame(n, level(IBM, n=n, last=Decimal(n))))
            connection.wake(now)
            await turns()
        assert page.take()[2:] == ["row-board-XNYS-IBM"] * 2


async def test_a_paused_page_keeps_what_it_has_and_its_heartbeat(mirror: Mirror) -> None:
    page = Page()
    async with connected(page, mirror, [table(mirror)], rate=0) as connection:
        assert page.take() == ["rows-board", "pulse"]
        await trades(mirror, connection, 2, (IBM, 999))
        assert page.take() == []
        connection.beat(HEARTBEAT)
        await turns()
        assert page.take() == ["pulse"]


async def test_a_slow_page_gets_the_newest_state_and_nothing_queued(mirror: Mirror) -> None:
    page = Page()
    async with connected(page, mirror, [table(mirror)]) as connection:
        page.is_stuck = True
        await trades(mirror, connection, 2, (IBM, 183))
        page.got.clear()
        for n in range(3, 50):
            connection.beat(HEARTBEAT)
            await trades(mirror, connection, n, (IBM, 180 + n), (AIG, n))
        assert page.got == []
        page.is_stuck = False
        page.freed.set()
        await turns()
        _, text = page.got
        assert page.take() == ["pulse", "row-board-XNYS-IBM row-board-XNYS-AIG"]
        assert "229.00" in text


async def test_a_page_that_has_gone_ends_it(mirror: Mirror) -> None:
    async def send(message: dict[str, object]) -> None:
        raise OSError("gone")

    connection = Connection(send, [table(mirror)], 10)
    connection.beat(HEARTBEAT)
    await connection.run(lambda: mirror.version)


class LoopTime:
    """The event loop's clock as the connection reads it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def loop_time(monkeypatch: pytest.MonkeyPatch) -> LoopTime:
    loop_time = LoopTime()

    class Loop:
        time = staticmethod(loop_time)

    monkeypatch.setattr("ticker.connection.asyncio.get_running_loop", lambda: Loop)
    return loop_time


async def test_without_an_answer_the_rows_stop_and_with_one_the_newest_comes(
    mirror: Mirror, loop_time: LoopTime
) -> None:
    page = Page()
    page.answers = False
    async with connected(page, mirror, [table(mirror)]) as connection:
        page.take()
        loop_time.now += SECONDS_LIMIT
        await trades(mirror, connection, 2, (IBM, 183))
        await trades(mirror, connection, 3, (IBM, 184))
        assert page.take() == []
        connection.acknowledge(page.asked[-1])
        await turns()
        assert "184.00" in page.got[0]
        assert page.take() == ["row-board-XNYS-IBM", "pulse"]


async def test_a_page_that_gets_no_rows_for_want_of_an_answer_is_told_so(
    mirror: Mirror, loop_time: LoopTime
) -> None:
    page = Page()
    page.answers = False
    async with connected(page, mirror, [table(mirror)]) as connection:
        page.take()
        for wait, said in ((SECONDS_LIMIT - 0.1, "pulse"), (0.1, "behind")):
            loop_time.now += wait
            connection.beat(HEARTBEAT)
            await turns()
            assert page.take() == [said]
        connection.acknowledge(page.asked[0])
        await trades(mirror, connection, 2, (IBM, 183))
        assert page.take() == ["row-board-XNYS-IBM", "pulse"], "whatever else is unanswered"


async def test_a_page_that_does_not_answer_is_parked_and_begins_afresh_when_it_does(
    mirror: Mirror, loop_time: LoopTime
) -> None:
    page = Page()
    page.answers = False
    async with connected(page, mirror, [table(mirror)]) as connection:
        page.take()
        loop_time.now += PARK_AFTER
        await trades(mirror, connection, 2, (IBM, 183))
        connection.beat(HEARTBEAT)
        await turns()
        assert page.take() == ["behind"]
        connection.acknowledge(page.asked[-1])
        await turns()
        assert page.take() == ["rows-board", "pulse"]
        connection.beat(HEARTBEAT)
        await turns()
        assert page.take() == ["pulse"]


async def test_a_page_that_is_lost_is_closed(mirror: Mirror, loop_time: LoopTime) -> None:
    page = Page()
    page.answers = False
    connection = page.connection = Connection(page.send, [table(mirror)], 10)
    run = asyncio.create_task(connection.run(lambda: mirror.version))
    connection.beat(HEARTBEAT)
    await turns()
    loop_time.now += PARK_AFTER + CLOSE_AFTER
    connection.beat(HEARTBEAT)
    with pytest.raises(Refused) as refused:
        await run
    assert refused.value.code == 4000


async def test_a_page_that_answers_slowly_is_sent_less_often(
    mirror: Mirror, loop_time: LoopTime
) -> None:
    page = Page()
    page.answers = False
    async with connected(page, mirror, [table(mirror)]) as connection:
        for _ in range(12):
            connection.beat(HEARTBEAT)
            await turns()
            loop_time.now += 1.0
            connection.acknowledge(page.asked[-1])
        page.take()
        for n in range(2, 52):
            mirror.receive(frame(n, level(IBM, n=n, last=Decimal(n))))
            connection.wake(9000 + n / 10)
            await turns()
        assert 5 <= len(page.take()) <= 6
