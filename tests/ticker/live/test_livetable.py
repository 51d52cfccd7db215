"""A live table: its order, and the strings that all who show it share."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.clock import Clock
from tests.support.examples import AIG, BAC, IBM, UNIVERSE, frame, level
from tests.support.markup import parse
from ticker.live.fragments import Fragments
from ticker.live.livepage import LivePage
from ticker.live.livetable import RANK_SPACING, LiveTable
from ticker.live.mirror import FLASH_SECONDS, Mirror
from ticker.live.subscription import MOST_ROWS, TableSpec
from ticker.rows.rows import Layout

LAYOUT = Layout(table="board", columns=("symbol", "last"))


def dearest(mirror: Mirror) -> list[str]:
    known = [each for each in mirror if each.last is not None]
    return [each.symbol for each in sorted(known, key=lambda each: each.last or 0, reverse=True)]


def table_of(mirror: Mirror, *, is_ranked: bool) -> LiveTable:
    view = TableSpec(layout=LAYOUT, key="dearest", select=dearest, is_ranked=is_ranked)
    return LiveTable(view, mirror, Fragments(LAYOUT, mirror))


@pytest.fixture
def mirror(clock: Clock) -> Mirror:
    mirror = Mirror(UNIVERSE)
    mirror.receive(frame(1, level(IBM, n=1, last=Decimal(182)), level(AIG, n=1, last=Decimal(49))))
    return mirror


def test_ranks_again_only_every_few_seconds(mirror: Mirror, clock: Clock) -> None:
    table = table_of(mirror, is_ranked=True)
    first = table.ranking
    assert first.symbols == (IBM, AIG)
    mirror.receive(frame(2, level(AIG, n=2, last=Decimal(999))))
    clock.advance(RANK_SPACING - 0.1)
    table.rank_if_due(clock.monotonic())
    assert table.ranking is first
    clock.advance(0.1)
    table.rank_if_due(clock.monotonic())
    second = table.ranking
    assert second.symbols == (AIG, IBM)
    mirror.receive(frame(3, level(IBM, n=3, last=Decimal(1000))))
    clock.advance(RANK_SPACING - 0.1)
    table.rank_if_due(clock.monotonic())
    assert table.ranking is second
    clock.advance(0.1)
    table.rank_if_due(clock.monotonic())
    assert table.ranking.symbols == (IBM, AIG)
    assert table.ranking_count == 2


def test_an_order_that_did_not_change_stays_the_same_object(mirror: Mirror, clock: Clock) -> None:
    table = table_of(mirror, is_ranked=True)
    ranking = table.ranking
    mirror.receive(frame(2, level(IBM, n=2, last=Decimal(183)), ts=clock.wall))
    table.rank()
    assert table.ranking is ranking
    assert table.fresh_ranking() is ranking


def test_a_view_that_is_no_ranking_keeps_its_order(mirror: Mirror, clock: Clock) -> None:
    table = table_of(mirror, is_ranked=False)
    ranking = table.ranking
    mirror.receive(frame(2, level(AIG, n=2, last=Decimal(999))))
    clock.advance(10 * RANK_SPACING)
    table.rank_if_due(clock.monotonic())
    assert table.ranking is ranking
    assert table.fresh_ranking() is ranking


def test_a_body_has_all_rows_in_order(mirror: Mirror) -> None:
    table = table_of(mirror, is_ranked=True)
    (body,) = parse(table.body(table.ranking))
    assert (body.tag, body.get("id"), body.get("hx-swap-oob")) == (
        "tbody",
        "rows-board",
        "outerMorph",
    )
    assert [each.get("data-symbol") for each in body] == [IBM, AIG]


def test_only_the_rows_that_changed_are_sent(mirror: Mirror) -> None:
    table = table_of(mirror, is_ranked=True)
    ranking, cursor = table.ranking, mirror.version
    assert table.rows_since(ranking, cursor) == ""
    mirror.receive(frame(2, level(AIG, n=2, last=Decimal(50)), level(BAC, n=2, last=Decimal(14))))
    rows = list(parse(table.rows_since(ranking, cursor)))
    assert [(each.get("data-symbol"), each.get("hx-swap-oob")) for each in rows] == [
        (AIG, "outerMorph")
    ]


def test_those_that_have_the_same_share_one_message(mirror: Mirror) -> None:
    table = table_of(mirror, is_ranked=True)
    page = LivePage([table], mirror)
    page.refresh()
    had = page.shared_cursor([page.cursor_after_body(table.ranking, 0)])
    mirror.receive(frame(2, level(IBM, n=2, last=Decimal(183))))
    page.refresh()
    rows = page.rows(had, "")
    assert "183.00" in rows["text"]
    assert page.rows(had, "") is rows
    assert page.rows(had, "<p></p>")["text"] == rows["text"] + "<p></p>"
    assert had.after is page.shared_cursor(
        [page.cursor_after_body(table.ranking, 0)._replace(body_version=0)]
    )
    assert page.rows(had.after, "")["text"] == ""
    body = page.body(0, table.ranking)
    assert page.body(0, table.ranking) is body
    mirror.receive(frame(3, level(IBM, n=3, last=Decimal(184))))
    page.refresh()
    assert "184.00" in page.rows(had, "")["text"]
    assert "184.00" in page.body(0, table.ranking)["text"]


def test_a_view_shows_no_more_than_the_most_rows() -> None:
    view = TableSpec(layout=LAYOUT, key="long", select=lambda mirror: [IBM] * (MOST_ROWS + 1))
    assert len(view.symbols(Mirror(UNIVERSE))) == MOST_ROWS


def test_a_flash_that_a_page_was_drawn_without_does_not_begin_there_later(
    mirror: Mirror, clock: Clock
) -> None:
    table = table_of(mirror, is_ranked=False)
    page = LivePage([table], mirror)
    page.refresh()
    before = page.shared_cursor([page.cursor_after_body(table.ranking, 0)._replace(body_version=0)])
    mirror.receive(frame(2, level(IBM, n=2, last=Decimal(183), flash=1)))
    page.refresh()
    drawn = page.shared_cursor([page.cursor_after_body(table.ranking, 0)])
    assert "flash-" in page.rows(before, "")["text"]
    clock.advance(FLASH_SECONDS / 2)
    mirror.receive(frame(3, level(IBM, n=3, last=Decimal(183), bid=Decimal(182), flash=1)))
    page.refresh()
    assert "flash-" in page.rows(before.after, "")["text"]
    assert "flash-" not in page.rows(drawn, "")["text"]
    clock.advance(FLASH_SECONDS)
    mirror.receive(frame(4, level(AIG, n=4, last=Decimal(50))))
    page.refresh()
    page.rows(before.after.after, "")
    page.rows(drawn.after, "")
    # Nothing runs any more: all pages share one message again.
    assert before.after.after.after is drawn.after.after
