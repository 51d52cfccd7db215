from __future__ import annotations

import pytest

from dashboard.watchlists.files.formats import FORMATS, detect
from dashboard.watchlists.line import Line
from tests.dashboard.watchlists.files.known import read, write

LINES = [Line(heading="One"), Line(symbol="XNAS:AAPL"), Line(symbol="KRAKEN:BTC-USD")]


@pytest.mark.parametrize("key", FORMATS)
def test_a_file_of_ours_is_recognised(key: str) -> None:
    assert FORMATS[key].key == key
    assert detect(write(key, LINES)).key == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("###INDICES,NSE:NIFTYSMLCAP250", "tradingview"),
        ("\n ###One\nNYSE:IBM", "tradingview"),
        ("NASDAQ:AAPL\nNYSE:IBM", "tradingview"),
        ("KRAKEN:BTCUSD", "tradingview"),
        ("AAPL, MSFT,GOOG,", "tradingview"),
        ("symbol,purchase price\nAAPL,1", "yahoo"),
        ('"Symbol","Current Price"\n', "yahoo"),
        ("COLUMN,0,,\nDES,AAPL,STK,SMART/AMEX", "ibkr"),
        ("DES,AAPL,STK,SMART", "ibkr"),
        ("HED,Banks", "ibkr"),
        (",,,\nSYM,AAPL,SMART", "ibkr"),
        ("SYMBOL,NOTE\nAAPL,x", "plain"),
        ('"Symbol";"Note"', "plain"),
        ("AAPL\nIBM", "plain"),
        ("XNAS:AAPL\nXNYS:IBM", "plain"),
        ("KRAKEN:BTC-USD", "plain"),
        ("AAPL,10,150.25", "plain"),
        ("", "plain"),
    ],
)
def test_a_format_is_known_by_its_first_line(text: str, key: str) -> None:
    assert detect(text).key == key


def test_people_are_told_what_a_format_leaves_out() -> None:
    assert FORMATS["yahoo"].leaves_out == ("sections",)
    assert "notes" in FORMATS["tradingview"].leaves_out
    assert FORMATS["plain"].leaves_out == ()


def test_what_a_file_has_no_column_for_is_known() -> None:
    assert read("plain", "Symbol,Section,Note,Quantity,Trade Date\n").lacks == (
        "cost",
        "commission",
        "high_limit",
        "low_limit",
    )
    assert len(read("plain", "AAPL,note\n").lacks) == 8
    assert read("plain", write("plain", LINES)).lacks == ()
    yahoo = read("yahoo", "Symbol,Current Price,Comment,Quantity,Trade Date,Commission\n")
    assert yahoo.lacks == ("cost", "high_limit", "low_limit")
    assert read("yahoo", write("yahoo", LINES)).lacks == ()
