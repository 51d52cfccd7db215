from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from dashboard.charts.candles import candles
from dashboard.charts.chart import Kind
from dashboard.charts.drawing import draw_chart
from dashboard.charts.floats import Floats
from dashboard.charts.livelayer import live_layer
from dashboard.charts.paths import STEP
from dashboard.charts.volumes import volumes
from tests.dashboard.charts.examples import FOUR, MINUTE, OPENS, any_bars, bar, chart
from tests.dashboard.charts.svg import corners
from ticker.market.bar import Bar

NEXT = bar(OPENS + 20 * MINUTE, "181.00", "181.50", "180.80", "181.40", "300")


def test_the_forming_bar_is_where_a_plot_would_have_it() -> None:
    frame = draw_chart(chart()).frame
    layer = live_layer(frame, [NEXT], Decimal("181.40"))
    bars = [*FOUR, NEXT]
    whole = candles(Floats.from_bars(bars), frame.scale)
    for shape in layer.shapes[1:]:
        (same,) = (each for each in whole if each.css == shape.css)
        assert set(corners(shape.d)) <= set(corners(same.d))
    assert layer.shapes[0] == volumes(Floats.from_bars([NEXT]), frame.max_volume, 4)[0]
    assert layer.price is not None
    assert layer.price.text == "181.40"
    assert layer.view_box == draw_chart(chart()).view_box


def test_a_line_goes_on_from_its_end() -> None:
    kinds: tuple[Kind, ...] = ("line", "area")
    for kind in kinds:
        drawing = draw_chart(chart(kind=kind))
        ends = corners(dict(drawing.shapes)["close"])[-1]
        begins = corners(dict(live_layer(drawing.frame, [NEXT], None).shapes)["close"])[0]
        assert begins == ends


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({}, True),
        ({"high": Decimal(190)}, False),
        ({"low": Decimal(170)}, False),
        ({"volume": Decimal(1300)}, True),
        ({"volume": Decimal(5000)}, False),
    ],
)
def test_what_does_not_fit_is_noticed(changes: dict[str, object], fits: bool) -> None:
    frame = draw_chart(chart()).frame
    assert frame.fits([structs.replace(NEXT, **changes)], Decimal(181)) is fits


def test_so_is_a_price_and_one_bar_too_many() -> None:
    frame = draw_chart(chart()).frame
    assert frame.fits([], Decimal(181))
    assert not frame.fits([], Decimal(250))
    assert frame.fits([NEXT] * 56)
    assert not frame.fits([NEXT] * 57)
    assert live_layer(frame, [], Decimal(250)).price is None


def test_an_empty_plot_is_due_with_the_first_bar() -> None:
    empty = draw_chart(chart([], prev_close=Decimal(180))).frame
    assert empty.fits([])
    assert not empty.fits([NEXT])
    assert empty.fits([Bar(ts_open=OPENS)]), "whose only trade was cancelled"
    assert live_layer(empty, [NEXT], None).shapes == []
    bare = draw_chart(chart([])).frame
    assert live_layer(bare, [NEXT], Decimal(3)).price is None
    assert bare.fits([], Decimal(3)), "another plot would be as empty"


@pytest.mark.parametrize("kind", ["candles", "line", "area"])
@pytest.mark.parametrize("count", range(4))
def test_an_index_has_prices_without_volume(kind: Kind, count: int) -> None:
    bars = [structs.replace(each, volume=Decimal(0)) for each in FOUR]
    frame = draw_chart(chart(bars[:count], forming_bar=bars[count], kind=kind)).frame
    assert frame.fits(bars[count : count + 1], bars[count].close)
    assert not frame.fits([NEXT])
    shapes = live_layer(frame, bars[count : count + 1], None).shapes
    assert max(x // STEP for shape in shapes for x, _ in corners(shape.d)) == count


@given(any_bars(), st.none() | st.integers(1, 7_000_000_000), st.booleans())
@settings(max_examples=60)
def test_a_last_price_that_is_of_no_bar_makes_no_plot_due_again(
    bars: list[Bar], ten_thousandths: int | None, has_prev: bool
) -> None:
    last = None if ten_thousandths is None else Decimal(ten_thousandths).scaleb(-4)
    prev = Decimal(180) if has_prev else None
    for shown in (bars, [Bar(ts_open=OPENS, volume=Decimal(9))]):
        forming = shown[-1] if shown else None
        whole = chart(shown[:-1], forming_bar=forming, last=last, prev_close=prev)
        frame = draw_chart(whole).frame
        assert frame.fits(shown[-1:], last)


@given(any_bars())
@settings(max_examples=40)
def test_a_chart_fits_into_its_own_frame(bars: list[Bar]) -> None:
    frame = draw_chart(chart(bars)).frame
    priced = [each for each in bars if each.close is not None]
    if priced:
        assert frame.fits([], priced[-1].close)
        assert frame.fits(priced[-1:])
