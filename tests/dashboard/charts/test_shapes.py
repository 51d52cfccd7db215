from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.charts.candles import candles
from dashboard.charts.chart import Kind
from dashboard.charts.drawing import draw_chart
from dashboard.charts.floats import Floats
from dashboard.charts.lines import area, line
from dashboard.charts.paths import HEIGHT, STEP, line_down, move, signed_number
from dashboard.charts.scale import PRICES, Scale
from dashboard.charts.volumes import volumes
from tests.dashboard.charts.examples import any_bars, chart, walk
from tests.dashboard.charts.svg import corners
from ticker.market.bar import Bar

SCALE = Scale(Decimal(100), Decimal(110), (), 110.0, PRICES / 10)


def shape_of(bar: Bar) -> dict[str, str]:
    return {each.css: each.d for each in candles(Floats.from_bars([bar]), SCALE)}


def prices(open_: int, high: int, low: int, close: int) -> Bar:
    return Bar(
        ts_open=1,
        open=Decimal(open_),
        high=Decimal(high),
        low=Decimal(low),
        close=Decimal(close),
    )


def test_a_rising_bar_has_a_body_and_a_wick() -> None:
    assert shape_of(prices(102, 108, 101, 106)) == {
        "wick up": "m4+158v553",
        "body up": "m1+316h6v316h-6z",
    }


def test_a_falling_one_without_a_wick() -> None:
    assert shape_of(prices(106, 106, 102, 102)) == {"body down": "m1+316h6v316h-6z"}


def test_a_bar_of_one_price_is_a_line_and_not_nothing() -> None:
    assert shape_of(prices(105, 105, 105, 105)) == {"body up": "m1+393h6v3h-6z"}


def test_a_bar_without_prices_has_volume_only() -> None:
    bar = Bar(ts_open=1, volume=Decimal(50))
    assert candles(Floats.from_bars([bar]), SCALE) == []
    assert [tuple(each) for each in volumes(Floats.from_bars([bar]), 100.0)] == [
        ("volume", "M0 1000h1v-85h6v85")
    ]


def test_those_that_follow_are_told_from_the_one_before() -> None:
    drawing = draw_chart(chart(overlays=()))
    shapes = dict(drawing.shapes)
    assert shapes["volume up"] == "M0 1000h1v-148h6v148h2v-99h6v99h10v-12h6v12"
    assert shapes["volume down"] == "M0 1000h17v-49h6v49"
    assert corners(shapes["body down"])[0][0] == 2 * STEP + 1


@given(any_bars())
@settings(max_examples=40)
def test_everything_is_within_the_plot(bars: list[Bar]) -> None:
    kinds: tuple[Kind, ...] = ("candles", "line", "area")
    for kind in kinds:
        drawing = draw_chart(chart(bars, kind=kind, prev_close=Decimal(100)))
        for shape in drawing.shapes:
            points = corners(shape.d)
            assert all(0 <= x <= drawing.frame.width for x, _ in points), shape
            assert all(0 <= y <= HEIGHT for _, y in points), shape


LONG = walk(1500, "1m")


@given(st.integers(0, 1500))
@settings(max_examples=20, deadline=None)
def test_so_it_is_whatever_the_number_of_bars(count: int) -> None:
    drawing = draw_chart(chart(LONG[:count], interval="1m"))
    for shape in drawing.shapes:
        assert all(0 <= x <= drawing.frame.width and 0 <= y <= HEIGHT for x, y in corners(shape.d))


@given(any_bars())
@settings(max_examples=40)
def test_each_candle_is_at_its_prices(bars: list[Bar]) -> None:
    drawing = draw_chart(chart(bars, overlays=()))
    shapes = dict(drawing.shapes)
    scale = drawing.frame.scale
    tops: dict[int, int] = {}
    lows: dict[int, int] = {}
    for css in ("wick up", "wick down", "body up", "body down"):
        for x, y in corners(shapes.get(css, "")):
            place = x // STEP
            tops[place] = min(tops.get(place, HEIGHT), y)
            lows[place] = max(lows.get(place, 0), y)
    for place, bar in enumerate(bars):
        if bar.high is None or bar.low is None:
            assert place not in tops
        else:
            assert abs(tops[place] - scale.y(bar.high)) <= 3
            assert abs(lows[place] - scale.y(bar.low)) <= 3


def test_a_line_out_of_the_scale_is_not_drawn_and_begins_anew() -> None:
    (shape,) = line("sma50", [104.0, 105.0, None, 106.0, 120.0, 107.0], SCALE)
    assert shape.d == "m4+474l0 0 8-79 16-79 m16-79l0 0"
    (under,) = area([104.0, 120.0, 106.0], SCALE)
    assert under.d == "m4+474l0 0 16-158V790h-16z"


def test_a_wild_price_leaves_nothing_behind() -> None:
    shape_of(prices(102, 108, 101, 106))
    texts = (move, signed_number, line_down)
    kept = [len(each) for each in texts]
    for digits in range(5, 9):
        assert shape_of(prices(102, 10**digits, 101, 106))["wick up"].startswith("m4-")
    assert [len(each) for each in texts] == kept
