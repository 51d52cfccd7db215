"""A row's HTML: ids, texts and classes, and that nothing a feed says can get out of its cell."""

from __future__ import annotations

from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.support.examples import DOGE, IBM, OPEN, SECOND, UNIVERSE, level, ns_at
from tests.support.markup import classes, parse, text
from ticker.market.level1 import Level1
from ticker.rows.columns import COLUMNS
from ticker.rows.rows import FLASH_NAMES, Kind, Layout, render_body, render_row
from ticker.rows.sparkline import EMPTY, Sparkline

BOARD = Layout(table="board", columns=tuple(COLUMNS), link_query="&theme=dark&rate=1")
TAPE = Layout(table="tape", columns=("symbol", "last", "chg_pct"), kind="tape")
DOWN = level(
    last=Decimal("182.9"),
    prev_close=Decimal(184),
    ts_event=OPEN + 1_999_999,
    status="LIVE",
    tick=1,
    flash=6,
)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' hx-on:click='alert(1)' x='",
    "<hx-partial>",
    "</template></td></tr></tbody>",
    "&lt;b&gt; &amp; %(row_id)s %s {{ word }}",
    "\x02word\x03",
]


def row(level: Level1 = DOWN, layout: Layout = BOARD, *, flashing: bool = False) -> Element:
    html = render_row(level, UNIVERSE[level.symbol], layout, flashing=flashing)
    (root,) = parse(html)
    return root


def cell(root: Element, key: str) -> Element:
    (found,) = [each for each in root.iter() if key in classes(each)]
    return found


def test_says_which_instrument_it_is_and_of_when() -> None:
    root = row()
    assert (root.tag, root.get("id")) == ("tr", "row-board-XNYS-IBM")
    assert (root.get("data-symbol"), root.get("data-ts")) == (IBM, str(OPEN // 10**6 + 1))
    assert [each.get("id") for each in root.iter()].count(None) == len(list(root.iter())) - 1


def test_has_a_cell_for_each_column_in_order() -> None:
    layout = structs.replace(BOARD, columns=("last", "symbol", "time"))
    cells = list(row(layout=layout))
    assert [(each.tag, classes(each)[-1 if i == 1 else 1]) for i, each in enumerate(cells)] == [
        ("td", "last"),
        ("th", "symbol"),
        ("td", "time"),
    ]
    assert cells[1].get("scope") == "row"
    assert [text(each) for each in cells] == ["182.90", "IBM", "09:30:00"]


SAME_GAP = "2026-01-15 09:30"
AMERICAN_SUMMER_BEGAN = "2026-03-09 09:30"
EUROPEAN_SUMMER_BEGAN = "2026-03-30 09:30"
EUROPEAN_SUMMER_ENDED = "2026-10-26 09:30"


@pytest.mark.parametrize(
    ("moment", "zurich", "utc"),
    [
        (SAME_GAP, "15:30:00", "14:30:00"),
        (AMERICAN_SUMMER_BEGAN, "14:30:00", "13:30:00"),
        (EUROPEAN_SUMMER_BEGAN, "15:30:00", "13:30:00"),
        (EUROPEAN_SUMMER_ENDED, "14:30:00", "13:30:00"),
    ],
)
def test_one_moment_is_written_in_each_zones_own_time(moment: str, zurich: str, utc: str) -> None:
    told = structs.replace(DOWN, ts_event=ns_at(moment))
    wanted = {"": "09:30:00", "America/New_York": "09:30:00", "Europe/Zurich": zurich, "UTC": utc}
    for zone, time in wanted.items():
        root = row(told, structs.replace(BOARD, time_zone=zone))
        assert text(cell(root, "time")) == time
        assert root.get("data-ts") == str(ns_at(moment) // 10**6)


def test_an_hour_that_comes_twice_is_written_twice() -> None:
    """In New York on 1 November 2026, from 01:00 to 02:00."""
    first = ns_at("2026-11-01 00:59") + 60 * SECOND
    zones = "", "Europe/Zurich"
    times = [
        [text(cell(row(structs.replace(DOWN, ts_event=ts), layout), "time")) for ts in moments]
        for layout in (structs.replace(BOARD, time_zone=zone) for zone in zones)
        for moments in [(first, first + 3600 * SECOND)]
    ]
    assert times == [["01:00:00", "01:00:00"], ["06:00:00", "07:00:00"]]


def test_a_time_zone_changes_the_time_and_nothing_else() -> None:
    html = render_row(DOWN, UNIVERSE[IBM], BOARD)
    tokyo = render_row(DOWN, UNIVERSE[IBM], structs.replace(BOARD, time_zone="Asia/Tokyo"))
    assert html != tokyo == html.replace(">09:30:00<", ">22:30:00<")


def test_without_a_time_it_is_a_dash_in_any_zone() -> None:
    layout = structs.replace(BOARD, time_zone="Asia/Tokyo")
    assert text(cell(row(structs.replace(DOWN, ts_event=0), layout), "time")) == "—"


@pytest.mark.parametrize("query", ["", "&theme=dark&rate=1", "&q=100%25&last=%(last)s"])
def test_links_to_the_instrument_and_takes_the_pages_look_along(query: str) -> None:
    link = row(layout=structs.replace(BOARD, link_query=query)).find(".//a")
    assert link is not None
    assert link.get("href") == f"/symbols/{IBM}/{query}"


@pytest.mark.parametrize(
    ("last", "direction", "arrow"), [("182", "down", "▼"), ("185", "up", "▲"), ("184", None, "")]
)
def test_the_days_direction_is_a_class_and_an_arrow(
    last: str, direction: str | None, arrow: str
) -> None:
    root = row(structs.replace(DOWN, last=Decimal(last)))
    for key in ("chg", "chg_pct"):
        assert set(classes(cell(root, key))) & {"up", "down"} == {direction} - {None}
    assert text(cell(root, "chg")).startswith(arrow)
    assert [text(each) for each in root.iter("i")] == [arrow]


def test_prices_line_up_on_the_places_of_last() -> None:
    assert "d2" in classes(cell(row(), "bid"))
    assert "d7" in classes(cell(row(level(DOGE, last=Decimal(1))), "bid"))
    assert [each for each in classes(cell(row(level()), "bid")) if each.startswith("d")] == []


@pytest.mark.parametrize(
    ("status", "word"), [("HALTED T1", "HALTED T1"), ("STALE 12s", "STALE 12s"), ("LIVE", "")]
)
def test_a_held_row_says_why(status: str, word: str) -> None:
    root = row(structs.replace(DOWN, status=status))
    assert ("held" in classes(root)) is bool(word)
    assert text(cell(root, "word")) == word


def test_only_a_flashing_row_flashes_and_only_where_a_trade_changes_it() -> None:
    assert "flash" not in render_row(DOWN, UNIVERSE[IBM], BOARD)
    root = row(flashing=True)
    flashing = {classes(each)[1] for each in root.iter() if "flash-up" in classes(each)}
    assert flashing == {"last", "chg", "chg_pct"}
    assert "flash-down" in classes(cell(row(structs.replace(DOWN, tick=-1), flashing=True), "last"))


def test_the_next_flash_has_another_name() -> None:
    names = []
    for flash in range(FLASH_NAMES + 1):
        root = row(structs.replace(DOWN, flash=flash), flashing=True)
        names.append(classes(cell(root, "last"))[-1])
    assert len(set(names)) == FLASH_NAMES
    assert names[0] == names[-1]


@pytest.mark.parametrize("kind", ["row", "tile"])
@pytest.mark.parametrize("spark", [Sparkline("M0 12l0 0 2-3", "M0 4h96"), EMPTY])
def test_the_day_is_a_drawing_that_nobody_is_read(kind: Kind, spark: Sparkline) -> None:
    layout = Layout(table="board", columns=("symbol", "spark"), kind=kind)
    (root,) = parse(render_row(DOWN, UNIVERSE[IBM], layout, flashing=True, spark=spark))
    drawn = cell(root, "spark")
    assert classes(drawn) == ["spark", "down"]
    (svg,) = drawn
    assert (svg.tag, svg.get("aria-hidden"), text(drawn)) == ("svg", "true", "")
    assert [each.get("d") for each in svg] == [spark.prev, spark.d]


@pytest.mark.parametrize("said", HOSTILE)
@pytest.mark.parametrize("layout", [BOARD, TAPE])
def test_what_a_feed_says_stays_text(said: str, layout: Layout) -> None:
    columns = (*layout.columns, "name", "status") if layout is TAPE else layout.columns
    layout = structs.replace(layout, columns=columns)
    root = row(structs.replace(DOWN, name=said, status=f"HALTED {said}"), layout)
    harmless = row(structs.replace(DOWN, name="x", status="HALTED x"), layout)
    assert cell(root, "name").text == said
    assert cell(root, "status").text == cell(root, "word").text == f"HALTED {said}"
    assert [(each.tag, each.attrib) for each in root.iter()] == [
        (each.tag, each.attrib) for each in harmless.iter()
    ]


NONCHARACTERS = [
    *(chr(point) for point in range(0xFDD0, 0xFDF0)),
    *(chr(plane * 0x10000 + end) for plane in range(17) for end in (0xFFFE, 0xFFFF)),
]
"""A browser reads a reference to one as what it is; Python's parser, by which it is read here,
takes it for nothing."""


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=NONCHARACTERS)))
def test_any_name_is_shown_as_it_is(name: str) -> None:
    html = render_row(level(), UNIVERSE[IBM], BOARD)
    named = render_row(structs.replace(level(), name=name), UNIVERSE[IBM], BOARD)
    (root,) = parse(named)
    assert (cell(root, "name").text or "") == name
    assert named.count("<") == html.count("<")


def test_a_tape_shows_the_same_values_in_a_list() -> None:
    root = row(layout=TAPE, flashing=True)
    assert (root.tag, root.get("id")) == ("li", "row-tape-XNYS-IBM")
    assert text(root) == "IBM 182.90 ▼−0.60%"
    assert "flash-up" in classes(cell(root, "last"))


@pytest.mark.parametrize(("layout", "tag", "inner"), [(BOARD, "tbody", "tr"), (TAPE, "ul", "li")])
def test_a_body_holds_rows_or_says_that_there_are_none(
    layout: Layout, tag: str, inner: str
) -> None:
    layout = structs.replace(layout, empty_text="Nothing matches <q>")
    (full,) = parse(render_body(layout, [render_row(DOWN, UNIVERSE[IBM], layout)]))
    assert (full.tag, full.get("id")) == (tag, f"rows-{layout.table}")
    assert [each.get("id") for each in full] == [f"row-{layout.table}-XNYS-IBM"]
    (empty,) = parse(render_body(layout, []))
    assert (empty.get("id"), [each.tag for each in empty]) == (full.get("id"), [inner])
    assert text(empty) == "Nothing matches <q>"


def test_the_empty_text_spans_the_table() -> None:
    (body,) = parse(render_body(BOARD, []))
    found = body.find(".//td")
    assert found is not None
    assert found.get("colspan") == str(len(BOARD.columns))
