from __future__ import annotations

from decimal import Decimal

import pytest

from dashboard.watchlists.files.amounts import format_amount, parse_amount


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200.5", "1200.5"),
        ("+7", "7"),
        (".5", "0.5"),
        ("25.", "25"),
        ("3.0E-4", "0.0003"),
        ("1e9", "1000000000"),
        ("1,200.5", "1200.5"),
        ("1,234,567", "1234567"),
        ("0000.50", "0.5"),
        ("9999999999.9999999999", "9999999999.9999999999"),
        ("1.50000000000000", "1.5"),
        ("-0", "0"),
        ("0e999", "0"),
    ],
)
def test_a_number(text: str, value: str) -> None:
    assert parse_amount(text) == Decimal(value)
    assert format_amount(parse_amount(text)) == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("abc", "This is not a number such as 1200.5."),
        ("1,200", "This is not a number such as 1200.5."),
        ("1.200,5", "This is not a number such as 1200.5."),
        ("12,34.5", "This is not a number such as 1200.5."),
        ("$12", "This is not a number such as 1200.5."),
        ("NaN", "This is not a number such as 1200.5."),
        ("Infinity", "This is not a number such as 1200.5."),
        ("1_000", "This is not a number such as 1200.5."),
        ("٣", "This is not a number such as 1200.5."),
        ("1e9999", "This is not a number such as 1200.5."),
        ("1" * 1000, "This is not a number such as 1200.5."),
        ("1e999", "A number has at most 10 digits before the point."),
        ("10000000000", "A number has at most 10 digits before the point."),
        ("0.00000000001", "A number has at most 10 digits after the point."),
        ("1e-999", "A number has at most 10 digits after the point."),
        ("-1", "This may not be below 0."),
    ],
)
def test_what_is_no_number_here_is_explained(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_amount(text)


def test_a_short_position_is_below_zero() -> None:
    assert parse_amount("-208.837", may_be_negative=True) == Decimal("-208.837")


def test_nothing_is_written_for_what_is_missing() -> None:
    assert format_amount(None) == ""
