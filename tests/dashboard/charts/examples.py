"""Charts to draw: made-up bars of instruments that exist."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from msgspec import structs

from dashboard.charts.chart import Chart, interval_length
from ticker.market.bar import Bar, Interval
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import NEW_YORK, Calendar, calendars

IBM = InstrumentDefinition(symbol="XNYS:IBM", name="IBM", asset_class="EQUITY")
BITCOIN = InstrumentDefinition(
    symbol="KRAKEN:BTC-USD",
    name="Bitcoin",
    asset_class="CRYPTO",
    price_increment=Decimal("0.1"),
    calendar="24/7",
)
XNYS: Calendar = calendars()["XNYS"]
OPENS = 1_772_634_600 * 10**9
"""2026-03-04 09:30 in New York, a Wednesday."""

MINUTE = 60 * 10**9


def bar(ts_open: int, open_: str, high: str, low: str, close: str, volume: str = "100") -> Bar:
    prices = [Decimal(each) for each in (open_, high, low, close)]
    return Bar(
        ts_open=ts_open,
        open=prices[0],
        high=prices[1],
        low=prices[2],
        close=prices[3],
        volume=Decimal(volume),
        trade_count=1,
        notional=prices[3] * Decimal(volume),
        priced_volume=Decimal(volume),
    )


FOUR = (
    bar(OPENS, "180.00", "181.00", "179.50", "180.50", "1200"),
    bar(OPENS + 5 * MINUTE, "180.50", "182.00", "180.50", "181.80", "800"),
    bar(OPENS + 10 * MINUTE, "181.80", "181.90", "180.90", "181.00", "400"),
    bar(OPENS + 15 * MINUTE, "181.00", "181.00", "181.00", "181.00", "100"),
)


def chart(bars: Sequence[Bar] = FOUR, **changes: object) -> Chart:
    usual = Chart(definition=IBM, calendar=XNYS, bars=bars, range="1d", interval="5m")
    return structs.replace(usual, **changes)


def walk(
    count: int, interval: Interval = "5m", price: str = "180", seed: int = 1, quantum: str = "0.01"
) -> list[Bar]:
    """A random walk; of days, none at the weekend. Minutes go on through the night."""
    chance = random.Random(seed)  # noqa: S311
    at, step = Decimal(price), Decimal(quantum)
    found = []
    for ts_open in opens(count, interval):
        moves = [chance.gauss(0, 0.002) for _ in range(4)]
        points = [at]
        for move in moves:
            at = max((at * (1 + Decimal(move))).quantize(step), step)
            points.append(at)
        volume = Decimal(int(chance.lognormvariate(8, 0.8)))
        found.append(
            Bar(
                ts_open=ts_open,
                open=points[0],
                high=max(points),
                low=min(points),
                close=at,
                volume=volume,
                trade_count=3,
                notional=volume * sum(points) / 5,
                priced_volume=volume,
            )
        )
    return found


def times(bars: Sequence[Bar]) -> list[int]:
    return [each.ts_open for each in bars]


def opens(count: int, interval: Interval) -> list[int]:
    if interval in ("1d", "1w"):
        return _days(count, 7 if interval == "1w" else 1)
    return [OPENS + number * interval_length(interval) for number in range(count)]


def _days(count: int, step: int) -> list[int]:
    day = datetime(2021, 3, 1, tzinfo=NEW_YORK)
    found: list[int] = []
    while len(found) < count:
        if day.weekday() < 5:
            found.append(int(day.astimezone(UTC).timestamp()) * 10**9)
        day += timedelta(days=step)
    return found


@st.composite
def any_bars(draw: st.DrawFn, most: int = 60) -> list[Bar]:
    """Of one price level, whatever it is; some without prices, some without volume."""
    # In ten-thousandths: whole numbers are found ten times as fast as decimals.
    level = draw(st.integers(1, 7_000_000_000))
    spread = level // draw(st.sampled_from([level + 1, 10_000, 100, 2]))
    price = st.integers(max(level - spread, 1), level + spread).map(
        lambda each: Decimal(each).scaleb(-4)
    )
    found = []
    ts = OPENS
    for _ in range(draw(st.integers(0, most))):
        ts += draw(st.sampled_from([1, 1, 1, 7, 900])) * 5 * MINUTE
        volume = Decimal(draw(st.integers(0, 10**9)))
        if draw(st.integers(0, 9)) == 0:
            found.append(Bar(ts_open=ts, volume=volume))
            continue
        prices = [draw(price) for _ in range(4)]
        found.append(
            Bar(
                ts_open=ts,
                open=prices[0],
                high=max(prices),
                low=min(prices),
                close=prices[1],
                volume=volume,
                notional=volume * prices[2],
                priced_volume=volume,
            )
        )
    return found
