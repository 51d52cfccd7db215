from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings

from dashboard.charts.sparkline import HEIGHT, WIDTH, Sparkline, columns, sparkline
from tests.dashboard.charts.examples import MINUTE, OPENS, any_bars, bar, walk
from tests.dashboard.charts.svg import corners
from ticker.bar import Bar

END = OPENS + 390 * MINUTE


def of(bars: list[Bar], prev_close: Decimal | None = None, end: int = END) -> Sparkline:
    return sparkline(columns(bars, OPENS, end), prev_close)


def test_a_day_goes_from_its_start_to_now() -> None:
    spark = of(walk(195, "1m"), Decimal(180))
    points = corners(spark.d)
    assert points[0][0] == 0
    assert points[-1][0] == 46
    assert len(spark.d) < 150
    assert spark.direction in ("up", "down")


def test_its_direction_is_that_since_prev_close() -> None:
    bars = [bar(OPENS, "10", "10", "10", "10")]
    found = [of(bars, Decimal(close)).direction for close in (9, 10, 11)]
    assert found == ["up", "", "down"]
    assert of(bars) == ("M0 12l0 0", -1, "")


def test_without_a_trade_it_is_nothing() -> None:
    assert of([], Decimal(10)) == ("", -1, "")
    assert of([Bar(ts_open=OPENS)], Decimal(10)) == ("", -1, "")
    assert of([bar(OPENS - 1, "1", "1", "1", "1")]) == ("", -1, "")


@given(any_bars())
@settings(max_examples=30)
def test_it_keeps_to_its_few_pixels(bars: list[Bar]) -> None:
    spark = of(bars, Decimal(3), OPENS + 86_400 * 10**9)
    for x, y in corners(spark.d):
        assert 0 <= x < WIDTH
        assert 0 < y < HEIGHT
    assert -1 <= spark.prev_y < HEIGHT
