"""Numbers, times and directions as people read them."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.examples import BTC, DOGE, IBM, SPY, UNIVERSE, decimal, ns_at
from ticker.market.instruments import InstrumentDefinition
from ticker.rows import formats

YEN = InstrumentDefinition(
    symbol="XTKS:7203",
    name="Toyota",
    asset_class="EQUITY",
    currency="JPY",
    price_increment=Decimal(1),
)
FINE = InstrumentDefinition(
    symbol="KRAKEN:SHIB-USD",
    name="Shiba",
    asset_class="CRYPTO",
    price_increment=Decimal("0.0000000001"),
)


@pytest.mark.parametrize(
    ("symbol", "value", "text"),
    [
        (IBM, "182.9", "182.90"),
        (IBM, "1", "1.00"),
        (IBM, "0.99", "0.9900"),
        (SPY, "0.1234", "0.1234"),
        (IBM, "1234567.895", "1,234,567.90"),
        (IBM, "-0.01", "−0.0100"),
        (IBM, "-1.5", "−1.50"),
        (IBM, "0", "0.0000"),
        (BTC, "64000.5", "64,000.5"),
        (BTC, "0.5", "0.5"),
        (DOGE, "0.1234567", "0.1234567"),
        (DOGE, "12", "12.0000000"),
        (IBM, None, "—"),
    ],
)
def test_price(symbol: str, value: str | None, text: str) -> None:
    assert formats.price(decimal(value), UNIVERSE[symbol]) == text


def test_no_more_than_eight_decimals_and_no_fewer_than_none() -> None:
    assert formats.price(Decimal("0.0000123456789"), FINE) == "0.00001235"
    assert formats.price(Decimal("2650"), YEN) == "2,650"
    assert formats.price(Decimal("0.5"), YEN) == "1"


@pytest.mark.parametrize(
    ("value", "last", "text"),
    [
        ("0.5", "182", "+0.50"),
        ("-0.5", "182", "−0.50"),
        ("0", "182", "0.00"),
        ("0.004", "182", "0.00"),
        ("-0.004", "182", "0.00"),
        ("-0.005", "182", "−0.01"),
        ("0.05", "0.9", "+0.0500"),
        ("-1234.5", "9000", "−1,234.50"),
        (None, "182", "—"),
        ("1", None, "—"),
    ],
)
def test_change(value: str | None, last: str | None, text: str) -> None:
    assert formats.change(decimal(value), UNIVERSE[IBM], decimal(last)) == text


@pytest.mark.parametrize(
    ("value", "of", "text"),
    [
        ("0.09", "182", "0.09"),
        ("-0.01", "182", "−0.01"),
        ("-0.001", "182", "0.00"),
        ("0.0001", "0.5", "0.0001"),
        (None, "182", "—"),
        ("1", None, "—"),
    ],
)
def test_difference(value: str | None, of: str | None, text: str) -> None:
    assert formats.difference(decimal(value), UNIVERSE[IBM], decimal(of)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("1.5", "+1.50%"), ("-12.345", "−12.35%"), ("0.00", "0.00%"), (None, "—")],
)
def test_percent(value: str | None, text: str) -> None:
    assert formats.percent(decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        ("0", "0"),
        ("0.00035", "0.00035"),
        ("0.5", "0.5"),
        ("941", "941"),
        ("999", "999"),
        ("999.4", "999"),
        ("999.5", "1.00K"),
        ("1000", "1.00K"),
        ("1204.9", "1.20K"),
        ("9994", "9.99K"),
        ("9995", "10.0K"),
        ("12345", "12.3K"),
        ("99950", "100K"),
        ("999499", "999K"),
        ("999500", "1.00M"),
        ("999999", "1.00M"),
        ("10668239", "10.7M"),
        ("999999999", "1.00B"),
        ("2500000000000", "2.50T"),
        ("999999999999999", "1000T"),
    ],
)
def test_short(value: str | None, text: str) -> None:
    assert formats.compact(decimal(value)) == text


@given(st.decimals("0", "1e15", places=3))
def test_short_is_within_half_a_percent(value: Decimal) -> None:
    text = formats.compact(value)
    unit = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}.get(text[-1], 1)
    assert abs(Decimal(text.rstrip("KMBT")) * unit - value) <= value / 200 + Decimal("0.5")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1200", "1,200"),
        ("1E+3", "1,000"),
        ("0.000350", "0.00035"),
        ("0.000", "0"),
        ("-0", "0"),
        (None, "—"),
    ],
)
def test_size(value: str | None, text: str) -> None:
    assert formats.size(decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("182.9", "182.90"), ("182.91234", "182.91234"), ("1E+3", "1000.00"), (None, None)],
)
def test_plain(value: str | None, text: str | None) -> None:
    assert formats.unsigned_difference(decimal(value), UNIVERSE[IBM]) == text


def test_clock() -> None:
    ts = ns_at("2013-10-07 09:30") + 5_999_999_999
    assert formats.clock(ts, ZoneInfo("America/New_York")) == "09:30:05"
    assert formats.clock(ts, ZoneInfo("UTC")) == "13:30:05"
    assert formats.clock(0, ZoneInfo("UTC")) == "—"


@pytest.mark.parametrize(
    ("value", "word", "arrow"),
    [(Decimal("0.01"), "up", "▲"), (-1, "down", "▼"), (0, "", ""), (Decimal("-0"), "", "")],
)
def test_direction_and_arrow(value: Decimal | int, word: str, arrow: str) -> None:
    assert (formats.direction(value), formats.arrow(value)) == (word, arrow)
    assert (formats.direction(None), formats.arrow(None)) == ("", "")


def test_signs_are_the_real_minus() -> None:
    assert formats.MINUS == "\u2212"
    assert formats.signed(Decimal(-1), 2) == "\u22121.00"


def test_the_times_of_an_axis_are_in_its_zone() -> None:
    ts, zone = 1_772_582_400 * 10**9, ZoneInfo("America/New_York")
    axis = (formats.minute, formats.weekday, formats.month, formats.year)
    assert [write(ts, zone) for write in axis] == ["19:00", "Tue 3", "Mar", "2026"]
    assert formats.weekday(ts, ZoneInfo("UTC")) == "Wed 4"
