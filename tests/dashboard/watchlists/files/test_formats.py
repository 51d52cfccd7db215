from __future__ import annotations

import pytest

from dashboard.watchlists.files.formats import FORMATS, detect
from dashboard.watchlists.listline import ListLine
from tests.dashboard.watchlists.files.known import read, write

LINES = [ListLine(heading="One"), ListLine(symbol="XNAS:AAPL"), ListLine(symbol="KRAKEN:BTC-USD")]


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
    assert FORMATS["yahoo"].missing_field_words == ("sections",)
    assert "notes" in FORMATS["tradingview"].missing_field_words
    assert FORMATS["plain"].missing_field_words == ()


def test_what_a_file_has_no_column_for_is_known() -> None:
    assert read("plain", "Symbol,Section,Note,Quantity,Trade Date\n").missing_fields == (
        "cost",
        "commission",
        "high_limit",
        "low_limit",
    )
    assert len(read("plain", "AAPL,note\n").missing_fields) == 8
    assert read("plain", write("plain", LINES)).missing_fields == ()
    yahoo = read("yahoo", "Symbol,Current Price,Comment,Quantity,Trade Date,Commission\n")
    assert yahoo.missing_fields == ("cost", "high_limit", "low_limit")
    assert read("yahoo", write("yahoo", LINES)).missing_fields == ()
