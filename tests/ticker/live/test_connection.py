"""A connection: what it sends, in which order, and how often."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from math import inf

import pytest

from tests.support.clock import Clock
from tests.support.examples import AIG, IBM, UNIVERSE, frame, level
from tests.support.markup import parse
from ticker.live.close_codes import LOST, Refused
from ticker.live.connection import Connection
from ticker.live.cycle import SendCycle
from ticker.live.flow import CLOSE_AFTER, LATE, PARK_AFTER, SECONDS_LIMIT
from ticker.live.fragments import Fragments
from ticker.live.heartbeat import SPACING, HeartbeatFragments
from ticker.live.livepage import LivePage
from ticker.live.livetable import LiveTable
from ticker.live.metrics import Metrics
from ticker.live.mirror import Mirror
from ticker.live.subscription import ClientOptions, Subscription, TableSpec
from ticker.live.wire import Wire
from ticker.market.frames import BEAT
from ticker.rows.rows import Layout

COLUMNS = ("symbol", "last")
PROOF, PROOFS = re.compile(r'"proof-(\w+)"'), re.compile(r" proof-\w+")
HEARTBEAT = HeartbeatFragments(current='<p id="pulse"></p>', behind='<p id="behind"></p>')


def dearest(mirror: Mirror) -> list[str]:
    return sorted((IBM, AIG), key=lambda symbol: mirror.level(symbol).last or 0, reverse=True)


def table(mirror: Mirror, name: str = "board", layout: Layout | None = None) -> LiveTable:
    layout = layout or Layout(table=name, columns=COLUMNS)
    view = TableSpec(layout=layout, key=name, select=dearest, is_ranked=True)
    return LiveTable(view, mirror, Fragments(layout, mirror))


def tape(mirror: Mirror) -> LiveTable:
    return table(mirror, "tape", Layout(table="tape", columns=COLUMNS, kind="tape"))


class Page:
    """The other end of a connection. While ``is_stuck``, a send does not come back; while it does
    not answer, it keeps the solicitations. ``shown`` is set by the first."""

    connection: Connection
    watched: Subscription

    def __init__(self) -> None:
        self.now = 1000.0
        self.got: list[str] = []
        self.asked: list[int] = []
        self.is_stuck = False
        self.asked_at = 0.0
        self.answers = True
        self.freed = asyncio.Event()
        self.shown = asyncio.Event()
        self.refused: list[Refused] = []
        self._rounds = 0

    async def send(self, message: dict[str, object]) -> None:
        assert message["type"] == "websocket.send"
        text = str(message["text"])
        self.got.append(text)
        if self.is_stuck:
            await self.freed.wait()
        if seq := re.search(r'id="ack".*"seq":(\d+)', text):
            self.asked.append(int(seq[1]))
            self.asked_at = self.now
            self.shown.set()

    def turn(self, seconds: float = BEAT) -> None:
        """So much later the connection has its turn, and what it asks for is answered."""
        self.now += seconds
        self._rounds += 1
        self.connection.flush(SendCycle(self._rounds, self.now, lambda _: HEARTBEAT))
        if self.answers and self.asked:
            self.answer()

    def answer(self) -> None:
        self.connection.acknowledge(self.asked[-1], self.now)

    def take(self) -> list[str]:
        """The messages since the last take, each as the ids in it, without the solicitations."""
        got, self.got = self.got, []
        found = (" ".join(each.get("id", "?") for each in parse(text)) for text in got)
        found = (PROOFS.sub("", ids) for ids in found)
        return [ids.removesuffix("ack").strip() for ids in found if ids != "ack"]

    def proofs(self) -> list[str]:
        """Which proofs each heartbeat since the last take renewed."""
        got, self.got = self.got, []
        return [" ".join(PROOF.findall(text)) for text in got if PROOF.search(text)]


async def turns() -> None:
    """Lets everything run that can; also what a timeout has just ended."""
    for _ in range(20):
        await asyncio.sleep(0)


@contextmanager
def connected(
    page: Page,
    mirror: Mirror,
    tables: Sequence[LiveTable],
    rate: int = 10,
    metrics: Metrics | None = None,
) -> Iterator[Connection]:
    """Its first turn is over, and its next heartbeat almost a second away."""
    shown, watched = LivePage(tables, mirror), Subscription([], rate)
    connection = Connection(
        Wire(page.send), shown, watched, page.now, page.refused.append, metrics or Metrics()
    )
    page.connection = connection
    page.turn(0)
    yield connection
    connection.close()


@pytest.fixture
def mirror(clock: Clock) -> Mirror:
    mirror = Mirror(UNIVERSE)
    mirror.receive(frame(1, level(IBM, n=1, last=Decimal(182)), level(AIG, n=1, last=Decimal(49))))
    return mirror


def trades(mirror: Mirror, page: Page, n: int, *prices: tuple[str, int]) -> None:
    rows = [level(symbol, n=n, last=Decimal(price)) for symbol, price in prices]
    mirror.receive(frame(n, *rows))
    page.turn()


def test_a_new_page_gets_whole_bodies_and_then_rows(mirror: Mirror) -> None:
    page = Page()
    with connected(page, mirror, [tape(mirror), table(mirror)]):
        assert page.take() == ["rows-board", "rows-tape", "pulse"]
        trades(mirror, page, 2, (AIG, 50))
        assert page.take() == ["row-board-XNYS-AIG row-tape-XNYS-AIG"]


def test_rows_come_before_all_else_in_a_message(mirror: Mirror) -> None:
    page = Page()
    with connected(page, mirror, [tape(mirror), table(mirror)]):
        page.take()
        page.now += SPACING
        trades(mirror, page, 2, (AIG, 50))
        assert page.take() == ["row-board-XNYS-AIG row-tape-XNYS-AIG pulse"]


def test_a_new_order_is_a_new_body_alone_in_its_message(mirror: Mirror, clock: Clock) -> None:
    page = Page()
    fixed, ranked = table(mirror, "fixed"), table(mirror)
    with connected(page, mirror, [fixed, ranked]):
        page.take()
        mirror.receive(frame(2, level(AIG, n=2, last=Decimal(999))))
        ranked.rank()
        page.turn()
        assert page.take() == ["rows-board", "row-fixed-XNYS-AIG"]


def test_a_page_that_comes_between_rankings_keeps_the_order_it_was_drawn_with(
    mirror: Mirror,
) -> None:
    page, shared = Page(), table(mirror)
    old = shared.ranking
    mirror.receive(frame(2, level(AIG, n=2, last=Decimal(999))))
    with connected(page, mirror, [shared]):
        body = page.got[0]
        assert body.index("XNYS-AIG") < body.index("XNYS-IBM")
        page.take()
        trades(mirror, page, 3, (AIG, 1))
        assert page.take() == ["row-board-XNYS-AIG"]
        # The next ranking finds the order of before: this page must come back to it too.
        shared.rank()
        assert shared.ranking is old
        trades(mirror, page, 4, (AIG, 2))
        body = page.got[0]
        assert page.take() == ["rows-board"]
        assert body.index("XNYS-IBM") < body.index("XNYS-AIG")


def test_nothing_new_is_no_message(mirror: Mirror) -> None:
    page = Page()
    with connected(page, mirror, [table(mirror)]):
        page.take()
        trades(mirror, page, 2)
        assert page.got == []


def test_a_hold_keeps_the_order_and_not_the_values(mirror: Mirror) -> None:
    page, ranked = Page(), table(mirror)
    with connected(page, mirror, [ranked]) as connection:
        page.take()
        connection.hold_order("pointer", True)
        connection.hold_order("focus", True)
        mirror.receive(frame(2, level(AIG, n=2, last=Decimal(999))))
        ranked.rank()
        page.turn()
        assert page.take() == ["row-board-XNYS-AIG"]
        connection.hold_order("pointer", False)
        trades(mirror, page, 3, (IBM, 183))
        assert page.take() == ["row-board-XNYS-IBM"]
        connection.hold_order("focus", False)
        trades(mirror, page, 4)
        assert page.take() == ["rows-board"]


def test_a_page_that_is_held_from_the_start_still_gets_its_tables(mirror: Mirror) -> None:
    page = Page()
    shown = LivePage([table(mirror)], mirror)
    page.connection = Connection(
        Wire(page.send), shown, Subscription([], 10), page.now, page.refused.append, Metrics()
    )
    page.connection.hold_order("pointer", True)
    page.turn()
    assert page.take() == ["rows-board", "pulse"]


@pytest.mark.parametrize("rate", [10, 5, 2, 1])
def test_the_rate_is_what_the_page_asked_for(mirror: Mirror, rate: int) -> None:
    page = Page()
    with connected(page, mirror, [table(mirror)], rate):
        page.take()
        for n in range(2, 102):
            trades(mirror, page, n, (IBM, n))
        rows = [ids for ids in page.take() if "row-board" in ids]
        assert rate * 10 - 1 <= len(rows) <= rate * 10


def test_a_late_frame_does_not_make_the_next_ones_come_faster(mirror: Mirror) -> None:
    page = Page()
    with connected(page, mirror, [table(mirror)], rate=1):
        page.take()
        for n, later in enumerate([5, 0.1, 0.1, 0.1], 2):
            mirror.receive(frame(n, level(IBM, n=n, last=Decimal(n))))
            page.turn(later)
        assert [ids for ids in page.take() if "row" in ids] == ["row-board-XNYS-IBM pulse"]


def test_a_paused_page_keeps_what_it_has_and_its_heartbeat(mirror: Mirror) -> None:
    page = Page()
    with connected(page, mirror, [table(mirror)], rate=0):
        assert page.take() == ["rows-board", "pulse"]
        trades(mirror, page, 2, (IBM, 999))
        assert page.take() == []
        page.turn(SPACING)
        assert page.take() == ["pulse"]


def test_a_heartbeat_comes_once_a_second_however_many_turns_there_are(mirror: Mirror) -> None:
    page = Page()
    with connected(page, mirror, [table(mirror)]):
        page.take()
        for _ in range(100):
            page.turn(BEAT)
        assert page.take() == ["pulse"] * 10


def test_heartbeats_renew_the_proofs_in_turn_and_both_where_one_is_enough(
    mirror: Mirror,
) -> None:
    page = Page()
    with connected(page, mirror, [table(mirror)]) as connection:
        for _ in range(3):
            page.turn(SPACING)
        assert page.proofs() == ["even", "odd", "even", "odd"]
        page.answers = False
        page.turn(SPACING)
        page.turn(LATE)
        assert page.proofs() == ["even", "even odd"], "and that says CATCHING UP"
        page.answers = True
        page.answer()
        page.turn()
        page.turn(SPACING)
        assert page.proofs() == ["even", "odd"]
        connection.resume()
        for _ in range(4):
            page.turn()
        assert page.proofs() == ["even", "odd"], "the second once the first is answered"


async def test_a_slow_page_gets_the_newest_state_and_nothing_queued(mirror: Mirror) -> None:
    page = Page()
    with connected(page, mirror, [table(mirror)]):
        page.is_stuck = True
        trades(mirror, page, 2, (IBM, 183))
        page.got.clear()
        for n in range(3, 20):
            trades(mirror, page, n, (IBM, 180 + n), (AIG, n))
        assert page.got == []
        page.is_stuck = False
        page.freed.set()
        await turns()
        page.turn()
        assert "199.00" in page.got[0]
        assert page.take() == ["row-board-XNYS-IBM row-board-XNYS-AIG pulse"]


async def test_a_body_that_blocks_keeps_the_other_tables_for_later(mirror: Mirror) -> None:
    page = Page()
    page.is_stuck = True
    with connected(page, mirror, [tape(mirror), table(mirror)]):
        assert page.take() == ["rows-board"]
        page.is_stuck = False
        page.freed.set()
        await turns()
        trades(mirror, page, 2, (AIG, 50))
        assert page.take() == ["rows-tape", "row-board-XNYS-AIG pulse"]


async def test_what_is_blocked_ends_with_the_page(mirror: Mirror) -> None:
    page = Page()
    page.is_stuck = True
    before = asyncio.all_tasks()
    with connected(page, mirror, [table(mirror)]):
        assert len(asyncio.all_tasks() - before) == 1
    await turns()
    assert asyncio.all_tasks() == before


async def test_a_page_that_has_gone_is_no_error(
    mirror: Mirror, caplog: pytest.LogCaptureFixture
) -> None:
    class Gone(Page):
        async def send(self, message: dict[str, object]) -> None:
            if self.is_stuck:
                await self.freed.wait()
            raise OSError("gone")

    page = Gone()
    with connected(page, mirror, [table(mirror)]):
        page.turn()
        page.is_stuck = True
        page.turn(SPACING)
        page.freed.set()
        await turns()
    assert caplog.messages == []


def test_without_an_answer_the_rows_stop_and_with_one_the_newest_comes(mirror: Mirror) -> None:
    page = Page()
    page.answers = False
    with connected(page, mirror, [table(mirror)]):
        page.take()
        page.now += SECONDS_LIMIT
        trades(mirror, page, 2, (IBM, 183))
        trades(mirror, page, 3, (IBM, 184))
        assert page.take() == ["behind"]
        page.answer()
        page.turn(0)
        assert "184.00" in page.got[0]
        assert page.take() == ["row-board-XNYS-IBM pulse"]


def test_a_page_that_gets_no_rows_for_want_of_an_answer_is_told_so(mirror: Mirror) -> None:
    page = Page()
    page.answers = False
    with connected(page, mirror, [table(mirror)]):
        page.take()
        for wait, said in ((LATE - 0.1, []), (0.1, ["behind"]), (SPACING, ["behind"])):
            page.turn(wait)
            assert page.take() == said
        page.turn(SECONDS_LIMIT)
        page.take()
        page.connection.acknowledge(page.asked[0], page.now)
        trades(mirror, page, 2, (IBM, 183))
        assert page.take() == ["row-board-XNYS-IBM pulse"], "whatever else is unanswered"


def test_a_page_that_does_not_answer_is_parked_and_begins_afresh_when_it_does(
    mirror: Mirror,
) -> None:
    page = Page()
    page.answers = False
    with connected(page, mirror, [table(mirror)]):
        page.take()
        page.now += PARK_AFTER
        trades(mirror, page, 2, (IBM, 183))
        assert page.take() == ["behind"]
        page.answer()
        page.turn(0)
        assert page.take() == ["rows-board", "pulse"]
        page.answer()
        page.turn(SPACING)
        assert page.take() == ["pulse"]


def test_a_page_that_is_lost_is_closed(mirror: Mirror) -> None:
    page = Page()
    page.answers = False
    with connected(page, mirror, [table(mirror)]):
        page.turn(PARK_AFTER + CLOSE_AFTER - SPACING)
        assert page.refused == []
        page.turn(SPACING)
        assert [refused.code for refused in page.refused] == [LOST]


def test_a_page_that_answers_slowly_is_sent_less_often(mirror: Mirror) -> None:
    page, on_the_way = Page(), deque[tuple[float, int]]()
    page.answers = False
    with connected(page, mirror, [table(mirror)]) as connection:
        for n in range(2, 152):
            if page.asked_at == page.now:
                on_the_way.append((page.now + 0.7, page.asked[-1]))
            while on_the_way and on_the_way[0][0] <= page.now:
                connection.acknowledge(on_the_way.popleft()[1], page.now)
            if n == 102:
                page.take()
            trades(mirror, page, n, (IBM, n))
        rows = [ids for ids in page.take() if "row-board" in ids]
        assert 10 <= len(rows) <= 16, "one every 0.35 s: half of what an answer takes"


def test_what_is_sent_and_answered_is_counted(mirror: Mirror) -> None:
    page, metrics = Page(), Metrics()
    with connected(page, mirror, [table(mirror)], metrics=metrics):
        trades(mirror, page, 2, (IBM, 183))
        page.turn(SPACING)
        assert metrics.messages_sent == len(page.got) == 4
        assert metrics.bytes_sent == sum(len(text.encode()) for text in page.got)
        assert metrics.solicitations == metrics.acknowledgements == len(page.asked) == 2


def test_staleness_is_since_the_first_change_that_the_page_did_not_have(
    mirror: Mirror, clock: Clock
) -> None:
    page, metrics = Page(), Metrics()
    with connected(page, mirror, [table(mirror)], metrics=metrics):
        assert dict(metrics.staleness.buckets)["+Inf"] == 0, "a new page has not waited"
        mirror.receive(frame(2, level(IBM, n=2, last=Decimal(183))))
        clock.advance(0.2)
        trades(mirror, page, 3, (IBM, 184))
        assert metrics.staleness.sum == pytest.approx(0.2)
        clock.advance(0.2)
        trades(mirror, page, 4)
        assert dict(metrics.staleness.buckets)["+Inf"] == 1, "nothing was sent"


def test_what_a_page_has_painted_ages_from_when_it_was_sent(mirror: Mirror) -> None:
    page, metrics = Page(), Metrics()
    page.answers = False
    with connected(page, mirror, [table(mirror)], metrics=metrics) as connection:
        page.now += 3
        assert connection.painted_age(page.now) == inf, "nothing yet"
        page.answer()
        assert (metrics.round_trip.sum, connection.painted_age(page.now)) == (3, 3)
        page.turn(0)
        page.now += 0.25
        page.answer()
        assert (metrics.round_trip.sum, connection.painted_age(page.now)) == (3.25, 0.25)
        connection.acknowledge(999, page.now)
        assert metrics.acknowledgements == 2, "never asked for"


def test_a_page_that_comes_during_a_flash_does_not_flash_with_the_next_quote(
    mirror: Mirror, clock: Clock
) -> None:
    mirror.receive(frame(2, level(IBM, n=2, last=Decimal(183), flash=1)))
    page = Page()
    with connected(page, mirror, [table(mirror)]):
        page.got.clear()
        clock.advance(0.1)
        mirror.receive(frame(3, level(IBM, n=3, last=Decimal(183), bid=Decimal(1), flash=1)))
        page.turn()
        assert "flash-" not in page.got[0]


class Stages:
    """Draws a stage with a table in it, and counts how often."""

    def __init__(self, mirror: Mirror, shown: LiveTable) -> None:
        self._mirror, self._shown = mirror, shown
        self.drawn = 0

    def draw(self) -> str:
        self.drawn += 1
        body = self._shown.body(self._shown.fresh_ranking())
        return f'<main hx-swap-oob="true" id="stage">{body}</main>'


@pytest.fixture
def staged(mirror: Mirror) -> tuple[Page, Stages, Connection]:
    """A page whose table stands on a stage, before its first turn."""
    page, shown = Page(), table(mirror)
    stages = Stages(mirror, shown)
    page.watched = watched = Subscription(
        [], 10, content=stages.draw, client_options=ClientOptions("intersect once", "/heal/")
    )
    page.connection = Connection(
        Wire(page.send),
        LivePage([shown], mirror),
        watched,
        page.now,
        page.refused.append,
        Metrics(),
    )
    return page, stages, page.connection


Staged = tuple[Page, Stages, Connection]


def test_a_stage_comes_first_with_its_tables_in_it(staged: Staged, mirror: Mirror) -> None:
    page, stages, _ = staged
    page.turn(0)
    assert page.take() == ["stage", "pulse"]
    trades(mirror, page, 2, (AIG, 50))
    assert page.take() == ["row-board-XNYS-AIG"]
    assert stages.drawn == 1


def test_a_stage_is_drawn_when_it_is_sent(staged: Staged, mirror: Mirror) -> None:
    """A page that has no credit gets it later, as it is then, and no row twice."""
    page, stages, connection = staged
    page.answers = False
    page.turn(0)
    page.take()
    page.turn(PARK_AFTER)
    other = Stages(mirror, table(mirror))
    connection.show(LivePage([table(mirror)], mirror), Subscription([], 10, content=other.draw))
    trades(mirror, page, 2, (AIG, 50))
    assert "stage" not in page.take()
    assert not other.drawn
    page.answers = True
    page.answer()
    trades(mirror, page, 3, (AIG, 51))
    assert page.take()[0] == "stage"
    assert (stages.drawn, other.drawn) == (1, 1)
    trades(mirror, page, 4, (IBM, 183))
    assert page.take() == ["row-board-XNYS-IBM"]


def test_the_same_stage_is_not_sent_again(staged: Staged, mirror: Mirror) -> None:
    page, stages, connection = staged
    page.turn(0)
    page.take()
    connection.show(connection.page, page.watched)
    page.turn()
    assert page.take() == []
    assert stages.drawn == 1


def test_a_stage_without_a_table_is_a_page_too(mirror: Mirror) -> None:
    page = Page()
    watched = Subscription([], 10, content=lambda: '<main hx-swap-oob="true" id="stage"></main>')
    page.connection = Connection(
        Wire(page.send), LivePage([], mirror), watched, page.now, page.refused.append, Metrics()
    )
    page.turn(0)
    assert page.take() == ["stage", "pulse"]
    for n in range(2, 40):
        trades(mirror, page, n, (AIG, n))
    assert set(page.take()) == {"pulse"}


def test_a_page_answers_and_heals_in_its_own_manner(staged: Staged) -> None:
    page, _, _ = staged
    page.turn(0)
    asking = next(text for text in page.got if 'id="ack"' in text)
    assert 'hx-trigger="intersect once"' in asking
