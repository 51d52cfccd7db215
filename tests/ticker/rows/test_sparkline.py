from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings

from tests.dashboard.charts.examples import MINUTE, OPENS, any_bars, bar, walk
from tests.dashboard.charts.svg import corners
from ticker.market.bar import Bar
from ticker.rows.sparkline import EMPTY, HEIGHT, WIDTH, Sparkline, sparkline
from ticker.rows.sparkpoints import SparkPoints

END = OPENS + 390 * MINUTE


def of(bars: list[Bar], prev_close: Decimal | None = None, end: int = END) -> Sparkline:
    course = SparkPoints(OPENS, end)
    course.add_bars(bars)
    return sparkline(course.closes, prev_close)


def test_a_day_goes_from_its_start_to_now() -> None:
    spark = of(walk(195, "1m"), Decimal(180))
    points = corners(spark.d)
    assert points[0][0] == 0
    assert points[-1][0] == 45
    assert len(spark.d) < 100


def test_prev_close_is_across_it() -> None:
    bars = [bar(OPENS, "10", "10", "10", "10")]
    found = [corners(of(bars, Decimal(close)).prev) for close in (9, 10, 11)]
    assert found == [[(0, y), (WIDTH, y)] for y in (HEIGHT - 2, HEIGHT // 2, 2)]
    assert of(bars) == ("M0 12l0 0", "")


def test_without_a_trade_it_is_nothing() -> None:
    assert of([], Decimal(10)) == EMPTY
    assert of([Bar(ts_open=OPENS)], Decimal(10)) == EMPTY
    assert of([bar(OPENS - 1, "1", "1", "1", "1")]) == EMPTY


@given(any_bars())
@settings(max_examples=30)
def test_it_keeps_to_its_few_pixels(bars: list[Bar]) -> None:
    spark = of(bars, Decimal(3), OPENS + 86_400 * 10**9)
    for x, y in corners(spark.d) + corners(spark.prev):
        assert 0 <= x <= WIDTH
        assert 0 < y < HEIGHT
