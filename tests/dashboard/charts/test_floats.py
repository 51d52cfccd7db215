from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.charts.chart import Chart
from dashboard.charts.floats import Floats
from tests.dashboard.charts.examples import any_bars, chart
from ticker.market.bar import PRICES, Bar

decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**15)
Prices = tuple[Decimal, Decimal, Decimal, Decimal]
priced = st.tuples(decimals, decimals, decimals, decimals)


@given(st.lists(st.tuples(st.none() | priced, decimals, decimals, decimals)))
def test_they_are_what_float_makes_of_them(
    found: list[tuple[Prices | None, Decimal, Decimal, Decimal]],
) -> None:
    bars = []
    for ts, (prices, *sizes) in enumerate(found):
        open_, high, low, close = prices or (None, None, None, None)
        volume, notional, priced_volume = sizes
        bars.append(
            Bar(
                ts_open=ts * 10**18,
                open=open_,
                high=high,
                low=low,
                close=close,
                volume=volume,
                trade_count=7,
                notional=notional,
                priced_volume=priced_volume,
                ts_last=9,
            )
        )
    floats = Floats.from_bars(bars)
    assert floats.times == [each.ts_open for each in bars]
    for name in PRICES:
        values = [getattr(each, name) for each in bars]
        expected = [None if value is None else float(value) for value in values]
        assert getattr(floats, f"{name}s") == expected
    for name in ("volume", "notional", "priced_volume"):
        assert getattr(floats, f"{name}s") == [float(getattr(each, name)) for each in bars]


@given(any_bars(most=8))
@settings(max_examples=40)
def test_places_are_those_of_the_extremes(bars: list[Bar]) -> None:
    shown: Chart = chart(bars[:-1], forming_bar=bars[-1]) if bars else chart([])
    floats = Floats.from_bars(shown.all_bars)
    priced = [each for each in bars if each.close is not None]
    highest, lowest = shown.bar_at(floats.highest), shown.bar_at(floats.lowest)
    if priced:
        assert highest is not None
        assert lowest is not None
        assert highest.high == max(each.high for each in priced if each.high is not None)
        assert lowest.low == min(each.low for each in priced if each.low is not None)
        assert (shown.bar_at(floats.oldest), shown.bar_at(floats.newest)) == (priced[0], priced[-1])
    else:
        assert (highest, lowest, floats.oldest, floats.newest) == (None, None, None, None)
    busiest = shown.bar_at(floats.busiest)
    assert (busiest and busiest.volume) == max((each.volume for each in bars), default=None)
    assert floats.head(1) == Floats.from_bars(bars[:1])
