"""A live table: its order, and the strings that all who show it share."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.markup import parse
from tests.ticker.clock import Clock
from tests.ticker.examples import AIG, BAC, IBM, UNIVERSE, frame, level
from ticker.fragments import Fragments
from ticker.livetable import RANK_SPACING, LiveTable
from ticker.mirror import FLASH_SECONDS, Mirror
from ticker.rows import Layout
from ticker.view import MOST_ROWS, View

LAYOUT = Layout(table="board", columns=("symbol", "last"))


def dearest(mirror: Mirror) -> list[str]:
    known = [each for each in mirror if each.last is not None]
    return [each.symbol for each in sorted(known, key=lambda each: each.last or 0, reverse=True)]


def table_of(mirror: Mirror, *, is_ranked: bool) -> LiveTable:
    view = View(layout=LAYOUT, key="dearest", select=dearest, is_ranked=is_ranked)
    return LiveTable(view, mirror, Fragments(LAYOUT, mirror))


@pytest.fixture
def mirror(clock: Clock) -> Mirror:
    mirror = Mirror(UNIVERSE)
    mirror.receive(frame(1, level(IBM, n=1, last=Decimal(182)), level(AIG, n=1, last=Decimal(49))))
    return mirror


def test_ranks_again_only_every_few_seconds(mirror: Mirror, clock: Clock) -> None:
    table = table_of(mirror, is_ranked=True)
    first = table.order()
    assert first == (IBM, AIG)
    mirror.receive(frame(2, level(AIG, n=2, last=Decimal(999))))
    clock.advance(RANK_SPACING - 0.1)
    assert table.order() is first
    clock.advance(0.1)
    second = table.order()
    assert second == (AIG, IBM)
    mirror.receive(frame(3, level(IBM, n=3, last=Decimal(1000))))
    clock.advance(RANK_SPACING - 0.1)
    assert table.order() is second
    clock.advance(0.1)
    assert table.order() == (IBM, AIG)


def test_an_order_that_did_not_change_stays_the_same_object(mirror: Mirror, clock: Clock) -> None:
    table = table_of(mirror, is_ranked=True)
    order = table.order()
    clock.advance(RANK_SPACING)
    mirror.receive(frame(2, level(IBM, n=2, last=Decimal(183)), ts=clock.wall))
    assert table.order() is order


def test_a_view_that_is_no_ranking_keeps_its_order(mirror: Mirror, clock: Clock) -> None:
    table = table_of(mirror, is_ranked=False)
    order = table.order()
    mirror.receive(frame(2, level(AIG, n=2, last=Decimal(999))))
    clock.advance(10 * RANK_SPACING)
    assert table.order() is order


def test_a_body_has_all_rows_in_order(mirror: Mirror) -> None:
    table = table_of(mirror, is_ranked=True)
    (body,) = parse(table.body(table.order()))
    assert (body.tag, body.get("id"), body.get("hx-swap-oob")) == (
        "tbody",
        "rows-board",
        "outerMorph",
    )
    assert [each.get("data-symbol") for each in body] == [IBM, AIG]


def test_only_the_rows_that_changed_are_sent(mirror: Mirror) -> None:
    table = table_of(mirror, is_ranked=True)
    order, cursor = table.order(), mirror.version
    assert table.rows_since(order, cursor) == ""
    mirror.receive(frame(2, level(AIG, n=2, last=Decimal(50)), level(BAC, n=2, last=Decimal(14))))
    rows = list(parse(table.rows_since(order, cursor)))
    assert [(each.get("data-symbol"), each.get("hx-swap-oob")) for each in rows] == [
        (AIG, "outerMorph")
    ]


def test_those_with_the_same_cursor_share_one_string(mirror: Mirror) -> None:
    table = table_of(mirror, is_ranked=True)
    order, cursor = table.order(), mirror.version
    mirror.receive(frame(2, level(IBM, n=2, last=Decimal(183))))
    rows = table.rows_since(order, cursor)
    assert table.rows_since(order, cursor) is rows
    assert table.body(order) is table.body(order)
    assert table.rows_since(order, cursor + 1) == ""
    mirror.receive(frame(3, level(IBM, n=3, last=Decimal(184))))
    assert "184.00" in table.rows_since(order, cursor)
    assert "184.00" in table.body(order)


def test_a_view_shows_no_more_than_the_most_rows() -> None:
    view = View(layout=LAYOUT, key="long", select=lambda mirror: [IBM] * (MOST_ROWS + 1))
    assert len(view.symbols(Mirror(UNIVERSE))) == MOST_ROWS


def test_a_flash_that_a_page_was_drawn_without_does_not_begin_there_later(
    mirror: Mirror, clock: Clock
) -> None:
    table = table_of(mirror, is_ranked=False)
    mirror.receive(frame(2, level(IBM, n=2, last=Decimal(183), flash=1)))
    before, drawn = mirror.version - 1, mirror.version
    clock.advance(FLASH_SECONDS / 2)
    mirror.receive(frame(3, level(IBM, n=3, last=Decimal(183), bid=Decimal(182), flash=1)))
    assert "flash-" in table.rows_since((IBM,), drawn, before)
    assert "flash-" not in table.rows_since((IBM,), drawn, drawn)
    clock.advance(FLASH_SECONDS)
    mirror.receive(frame(4, level(AIG, n=4, last=Decimal(50))))
    # Nothing runs any more: all pages share one string again.
    assert table.rows_since((AIG,), 3, drawn) is table.rows_since((AIG,), 3, before)
