"""A chart as HTML and as a picture."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from msgspec import structs

from dashboard.charts.chart import Chart, Halt, Kind
from dashboard.charts.choices import ChartChoices
from dashboard.charts.datatable import data_table
from dashboard.charts.drawing import draw_chart
from dashboard.charts.hover import cursor, hover
from dashboard.charts.livelayer import live_layer
from dashboard.charts.picture import TOKENS, render_picture
from dashboard.charts.readout import readout
from tests.conventions.test_arrows import ROOT
from tests.dashboard.charts.examples import (
    BITCOIN,
    FOUR,
    IBM,
    OPENS,
    bar,
    chart,
    walk,
)
from tests.support.markup import parse, text
from ticker.live.fragments import out_of_band
from ticker.market.bar import Bar
from ticker.market.sessions import calendars

HOSTILE = "<script>x</script>\"&'{{ x }}"
URLS = {"bars": "/bars/", "readout": "/readout/", "table": "/table/", "svg": "/chart.svg"}


def html(shown: Chart, last: Decimal | None = None, query: str = "") -> str:
    drawing = draw_chart(shown)
    return render_to_string(
        "partials/chart.html",
        {
            "chart": drawing,
            "layer": live_layer(drawing.frame, (), last),
            "choices": ChartChoices.read(QueryDict(query)),
            "urls": URLS,
        },
    )


def test_a_chart_is_an_image_with_its_sentence() -> None:
    root = parse(html(chart(prev_close=Decimal(180)), Decimal(181)))
    (image,) = root.findall(".//svg[@role='img']")
    assert image.get("aria-label") == draw_chart(chart(prev_close=Decimal(180))).sentence
    assert {"1.20K", "EST"} <= {text(each) for each in image.findall(".//text")}
    (layer,) = root.findall(".//svg[@id='chart-live']")
    assert [text(each) for each in layer.findall("text")] == [
        "179.50",
        "180.50",
        "181.50",
        "182.00",
    ]
    assert [text(each) for each in layer.findall("svg/text")] == ["180.00", "181.00"]
    assert "Prev Close 180.00" in text(root)


def test_all_but_the_links_is_one_stop_of_the_tabulator() -> None:
    root = parse(html(chart(walk(300, "1m"), interval="1m")))
    stops = [each.get("type") for each in root.iter("input") if each.get("type") != "hidden"]
    assert stops == ["range"]
    assert root.findall(".//*[@tabindex]") == []
    assert len(root.findall(".//summary")) == 1


def test_what_is_fetched_is_asked_for_with_the_choices() -> None:
    page = html(chart(range="5d"), query="range=5d&kind=line")
    assert f'hx-get="/bars/?range=5d&amp;kind=line&amp;first={OPENS}&amp;slots=60"' in page
    assert 'hx-get="/table/?range=5d&amp;kind=line"' in page
    assert 'href="/chart.svg?range=5d&amp;kind=line"' in page
    root = parse(page)
    (form,) = root.findall(".//form")
    hidden = {each.get("name"): each.get("value") for each in form.iter("input")}
    assert hidden == {
        "range": "5d",
        "kind": "line",
        "first": str(OPENS),
        "slots": "60",
        "bar": "3",
    }


@pytest.mark.parametrize("bars", [[], [Bar(ts_open=OPENS)]], ids=["no bar", "no price"])
def test_without_a_trade_it_says_so(bars: list[Bar]) -> None:
    root = parse(html(chart(bars)))
    assert "No trades in this range yet" in text(root)
    drawing = draw_chart(chart(bars, prev_close=Decimal(180)))
    labels = live_layer(drawing.frame, (), None)
    assert labels.prev is not None
    assert [tick.text for tick in labels.ticks] == ["179.80", "179.90", "180.10", "180.20"]


def test_a_far_previous_close_is_told_at_the_edge_and_moves_no_scale() -> None:
    for close, arrow in ((Decimal(250), "▲"), (Decimal(90), "▼")):
        drawing = draw_chart(chart(prev_close=close))
        assert drawing.prev is not None
        assert drawing.prev == ("", f"Prev Close {close}.00 {arrow}")
        assert drawing.frame.scale == draw_chart(chart()).frame.scale


def test_the_axis_has_room_for_its_longest_label() -> None:
    million = [bar(OPENS, "700000", "700010", "699990", "700000")]
    assert draw_chart(chart(million)).frame.axis == len("700,000.00")
    assert draw_chart(chart(walk(9, price="0.0001", quantum="0.0001"))).frame.axis == len("0.0001")


def test_the_style_sheet_has_a_class_for_each_width_of_the_axis() -> None:
    css = (ROOT / "static" / "css" / "chart" / "plot.css").read_text()
    for characters in range(len("9.99M") - 1, len("700,000.00000000") + 1):
        assert f".axis-{characters} {{ --characters: {characters}; }}" in css


def test_bitcoins_day_is_the_whole_day() -> None:
    shown = chart(definition=BITCOIN, calendar=calendars()["24/7"], prev_close=Decimal(180))
    assert draw_chart(shown).zone == "UTC"


KINDS: tuple[Kind, ...] = ("candles", "line", "area")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [1, 2, 300, 1500])
def test_a_picture_is_a_document_of_its_own(kind: Kind, count: int) -> None:
    shown = chart(walk(count, "1m"), interval="1m", kind=kind, prev_close=Decimal(180))
    picture = render_picture(shown, Decimal(180), width=600, height=300, theme="dark")
    root = ET.fromstring(picture)  # noqa: S314
    assert (root.get("width"), root.get("height")) == ("600", "300")
    assert root[1].text == draw_chart(shown).sentence
    assert "href" not in picture
    assert "style" not in picture
    assert " class=" not in picture


def test_a_pictures_colours_are_the_pages() -> None:
    css = (ROOT / "static" / "css" / "tokens.css").read_text()
    for name in TOKENS["light"]:
        found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\);", css)
        assert found, name
        assert found.groups() == (TOKENS["light"][name], TOKENS["dark"][name])


def hostile() -> dict[str, Any]:
    definition = structs.replace(IBM, symbol=f"X:{HOSTILE}", name=HOSTILE)
    halts = [Halt(OPENS, 0, HOSTILE)]
    return {"definition": definition, "halts": halts}


def test_whatever_things_are_called_is_text() -> None:
    shown = chart(FOUR, **hostile())
    page, picture = html(shown), render_picture(shown)
    table = render_to_string(
        "partials/chart_table.html", {"id": shown.id, "table": data_table(shown)}
    )
    for markup in (page, picture, table):
        assert "<script" not in markup
        assert "&lt;script&gt;" in markup
    parse(page)
    ET.fromstring(picture)  # noqa: S314


def test_what_is_pushed_is_one_element_with_an_id() -> None:
    shown = chart()
    drawing = draw_chart(shown)
    context = {
        "id": shown.id,
        "chart": drawing,
        "layer": live_layer(drawing.frame, (), Decimal(181)),
        "choices": ChartChoices(),
        "urls": URLS,
        "readout": readout(FOUR[0], IBM, "5m", shown.calendar.zone),
        "hover": hover(shown, drawing.frame.slots),
        "reach": drawing.slider_extent,
        "cursor": cursor(shown.id, 0, drawing.frame.slots),
        "table": data_table(shown),
    }
    for name in ("plot", "live", "slider", "hover", "now", "readout", "cursor", "bars", "table"):
        fragment = render_to_string(f"partials/chart_{name}.html", context)
        assert len(parse(out_of_band(fragment))) == 1
    bars = render_to_string("partials/chart_bars.html", context)
    assert len(parse(bars)[0]) == drawing.frame.slots


def test_a_thousand_bars_are_small() -> None:
    drawing = draw_chart(chart(walk(1000, "1m"), interval="1m"))
    assert sum(len(shape.d) for shape in drawing.shapes) <= 60_000
