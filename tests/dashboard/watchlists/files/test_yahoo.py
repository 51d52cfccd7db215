from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dashboard.watchlists.files.badfile import BadFileError
from dashboard.watchlists.listline import ListLine
from tests.dashboard.watchlists.files.known import outline, read, said, write

OLD = (
    "Symbol,Current Price,Date,Time,Change,Open,High,Low,Volume,Trade Date,Purchase Price,"
    "Quantity,Commission,High Limit,Low Limit,Comment"
)
HEADER = f"{OLD},Transaction Type\n"
QUOTE = "189.5,2026/09/02,16:00 EDT,-0.9,188,190.5,187.25,51234567"
LOT = ListLine(
    symbol="XNAS:AAPL",
    note="core, long",
    quantity=Decimal(25),
    cost=Decimal("150.25"),
    commission=Decimal("3.03"),
    trade_date=date(2025, 3, 3),
    high_limit=Decimal(250),
    low_limit=Decimal("99.5"),
)


def test_a_position_is_read_whole_and_the_quote_is_not() -> None:
    row = f'AAPL,{QUOTE},20250303,150.25,25.0,3.03,250,99.50,"core, long",BUY\n'
    reading = read("yahoo", HEADER + row)
    assert reading.lines == [LOT]
    assert said(reading) == [("not_carried", 0, "Current Price to Volume")]


def test_the_older_header_without_quotes_is_what_is_written() -> None:
    lines = [
        LOT,
        ListLine(heading="Coins"),
        ListLine(symbol="KRAKEN:BTC-USD", quantity=Decimal("1E-9")),
    ]
    text = (
        f"{OLD}\n"
        'AAPL,,,,,,,,,20250303,150.25,25,3.03,250,99.5,"core, long"\n'
        "BTC-USD,,,,,,,,,,,0.000000001,,,,\n"
    )
    assert write("yahoo", lines) == text


def test_cash_lots_and_sales_are_listed() -> None:
    reading = read(
        "yahoo",
        f"{HEADER}$$CASH_TX,,,,,,,,,20250829,,83053.0,,,,,DEPOSIT\n"
        "IBM,,,,,,,,,20250829,100,5,,,,,SELL\n"
        "AAPL,,,,,,,,,20250801,160,5,,,,,SELL\n"
        "AAPL,,,,,,,,,20250303,150,10,,,,first,BUY\n"
        "AAPL,,,,,,,,,20240303,140,20,,,,second,BUY\n"
        ",,,,,,,,,,1,,,,,,\n",
    )
    assert reading.lines == [
        ListLine(symbol="XNYS:IBM"),
        ListLine(
            symbol="XNAS:AAPL",
            note="first",
            quantity=Decimal(10),
            cost=Decimal(150),
            trade_date=date(2025, 3, 3),
        ),
    ]
    assert said(reading) == [
        ("not_carried", 2, "$$CASH_TX"),
        ("not_carried", 3, "IBM SELL"),
        ("not_carried", 4, "AAPL SELL"),
        ("not_carried", 6, "AAPL"),
        ("not_carried", 7, ",,,,,,,,,,1,,,,,,"),
    ]
    why = "A list has a symbol once: the first XNAS:AAPL is kept, not this one."
    assert reading.problems[3].why == why


def test_what_cannot_be_read_of_a_position_is_listed_and_the_rest_is_kept() -> None:
    reading = read("yahoo", f"{HEADER}AAPL,,,,,,,,,3/14/2024,abc,-4,1e999,-1,5,,buy\n")
    assert reading.lines == [
        ListLine(symbol="XNAS:AAPL", quantity=Decimal(-4), low_limit=Decimal(5)),
    ]
    assert [(each.text, each.why) for each in reading.not_carried] == [
        ("purchase price: abc", "This is not a number such as 1200.5. It is left out."),
        ("commission: 1e999", "A number has at most 10 digits before the point. It is left out."),
        ("trade date: 3/14/2024", "This is not a date such as 2025-03-03. It is left out."),
        ("high limit: -1", "This may not be below 0. It is left out."),
    ]


def test_cells_that_no_column_names_are_listed() -> None:
    reading = read("yahoo", f"{OLD},,Broker\nAAPL,,,,,,,,,,,,,,,,odd,x,more\n")
    assert outline(reading) == ["XNAS:AAPL"]
    assert said(reading) == [
        ("not_carried", 1, "Broker"),
        ("not_carried", 2, "odd"),
        ("not_carried", 2, "more"),
    ]


def test_another_header_is_refused() -> None:
    with pytest.raises(BadFileError, match="The first line names no column Symbol, as Yahoo's"):
        read("yahoo", "Ticker,Price\nAAPL,1\n")
