"""The columns: the text in a cell and the value behind it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.examples import DOGE, IBM, UNIVERSE, level, ns_at
from ticker.rows.columns import COLUMNS, COMPACT, DEFAULT, column_in_zone

FULL = level(
    last=Decimal("182.9"),
    last_size=Decimal(100),
    bid=Decimal("182.83"),
    bid_size=Decimal(1200),
    ask=Decimal("182.92"),
    ask_size=Decimal(300),
    volume=Decimal(613450),
    vwap=Decimal("182.4567"),
    trade_count=2811,
    open=Decimal("181.9"),
    high=Decimal("182.91"),
    low=Decimal("181.85"),
    prev_close=Decimal("184.1"),
    status="LIVE",
    ts_event=ns_at("2013-10-07 09:50") - 1,
)
TEXTS = {
    "symbol": "IBM",
    "name": "IBM",
    "last": "182.90",
    "chg": "−1.20",
    "chg_pct": "−0.65%",
    "bid_size": "1,200",
    "bid": "182.83",
    "ask": "182.92",
    "ask_size": "300",
    "spread": "0.09",
    "volume": "613K",
    "vwap": "182.46",
    "open": "181.90",
    "high": "182.91",
    "low": "181.85",
    "prev_close": "184.10",
    "day_range": "181.85 – 182.91",
    "time": "09:49:59",
    "status": "LIVE",
}
VALUES = {
    "symbol": "IBM",
    "name": "ibm",
    "last": Decimal("182.9"),
    "chg": Decimal("-1.2"),
    "chg_pct": Decimal("-0.65"),
    "spread": Decimal("0.09"),
    "volume": Decimal(613450),
    "day_range": Decimal("1.06"),
    "time": ns_at("2013-10-07 09:50") - 1,
    "status": "LIVE",
}


MARKET = [key for key, column in COLUMNS.items() if not (column.is_holding or column.is_drawing)]


@pytest.mark.parametrize("key", MARKET)
def test_text(key: str) -> None:
    assert COLUMNS[key].text(FULL, UNIVERSE[IBM]) == TEXTS[key]


@pytest.mark.parametrize("key", VALUES)
def test_value(key: str) -> None:
    assert COLUMNS[key].value(FULL) == VALUES[key]


@pytest.mark.parametrize("key", [key for key in COLUMNS if not COLUMNS[key].is_drawing])
def test_what_is_missing_is_a_dash_and_no_value(key: str) -> None:
    column, empty = COLUMNS[key], level(DOGE)
    if key in ("symbol", "name"):
        assert column.text(empty, UNIVERSE[DOGE]) == "DOGE-USD"
    else:
        assert column.text(empty, UNIVERSE[DOGE]) == "—"
        assert column.value(empty) is None


def test_the_columns_of_a_page_exist_and_are_each_named_once() -> None:
    assert set(COMPACT) <= set(DEFAULT) <= set(COLUMNS)
    assert len({column.label for column in COLUMNS.values()}) == len(COLUMNS)
    assert {key for key, column in COLUMNS.items() if column.flashes} == {"last", "chg", "chg_pct"}


def test_a_drawing_has_no_text_nothing_to_sort_by_and_the_colour_of_chg() -> None:
    (drawing,) = [column for column in COLUMNS.values() if column.is_drawing]
    assert (drawing.key, drawing.css, drawing.key in DEFAULT) == ("spark", "spark", True)
    assert (drawing.text(FULL, UNIVERSE[IBM]), drawing.value(FULL)) == ("", None)
    assert drawing.direction is not None
    assert drawing.direction(FULL) == FULL.chg


def test_only_the_time_knows_its_zone_and_says_so_all_year() -> None:
    zoned = {key: column_in_zone(key, "Asia/Ho_Chi_Minh") for key in COLUMNS}
    assert {key for key in COLUMNS if zoned[key] is not COLUMNS[key]} == {"time"}
    assert zoned["time"].label.split() == ["Time", "(Ho", "Chi", "Minh)"]
    assert zoned["time"].text(FULL, UNIVERSE[IBM]) == "20:49:59"
    assert zoned["time"].value(FULL) == COLUMNS["time"].value(FULL)


@pytest.mark.parametrize("key", COLUMNS)
def test_the_exchanges_zone_is_no_other_column(key: str) -> None:
    assert column_in_zone(key) is column_in_zone(key, "") is COLUMNS[key]
