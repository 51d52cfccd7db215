from __future__ import annotations

from dashboard.watchlists.listline import ListLine
from tests.dashboard.watchlists.files.known import outline, read, said, write


def test_stocks_and_headings_are_read_and_the_layout_is_not() -> None:
    reading = read("ibkr", 'COLUMN,0,,\nHED,Banks,,\nDES,JPM,STK,NYSE\n,,,\nSYM,"IBM",SMART\n')
    assert outline(reading) == ["# Banks", "XNYS:JPM", "XNYS:IBM"]
    assert reading.problems == []


def test_what_a_list_does_not_have_is_listed() -> None:
    reading = read(
        "ibkr",
        "DES,AAPL,STK,SMART/NASDAQ,,,,,,12.5\nDES,EUR,CASH,IDEALPRO\nDES,ES,FUT,CME,202612\n"
        "ALERT,AAPL,200\nHED\n",
    )
    assert outline(reading) == ["XNAS:AAPL"]
    assert said(reading) == [
        ("not_carried", 1, "12.5"),
        ("unresolved", 2, "EUR"),
        ("unresolved", 3, "ES"),
        ("not_carried", 4, "ALERT,AAPL,200"),
        ("not_carried", 5, ""),
    ]


def test_eight_fields_are_written() -> None:
    lines = [
        ListLine(heading='Old, "safe"'),
        ListLine(symbol="XNYS:BRK.B", note="left out"),
        ListLine(symbol="ARCX:SPY"),
        ListLine(heading="=1+1"),
        ListLine(symbol="KRAKEN:BTC-USD"),
        ListLine(symbol="XLON:GONE"),
    ]
    assert write("ibkr", lines) == (
        "HED,Old; 'safe'\n"
        "DES,BRK B,STK,SMART/NYSE,,,,\n"
        "DES,SPY,STK,SMART/ARCA,,,,\n"
        "HED,'=1+1\n"
        "DES,BTC-USD,CRYPTO,KRAKEN,,,,\n"
        "DES,XLON:GONE,STK,SMART,,,,\n"
    )
