from __future__ import annotations

from dashboard.watchlists.listline import ListLine
from tests.dashboard.watchlists.files.known import outline, read, said, write


def test_sections_symbols_and_what_is_unknown_keep_their_order() -> None:
    reading = read(
        "tradingview", "###INDICES,NSE:NIFTYSMLCAP250,### Shares ,NASDAQ:AAPL,,NYSE:IBM,"
    )
    assert outline(reading) == ["# INDICES", "# Shares", "XNAS:AAPL", "XNYS:IBM"]
    assert said(reading) == [("unresolved", 1, "NSE:NIFTYSMLCAP250")]


def test_lines_end_a_symbol_too_and_problems_name_them() -> None:
    reading = read("tradingview", "###Daily\nNASDAQ:GOOG, NASDAQ:NONE\n\n###\nNYSE:IBM\n")
    assert outline(reading) == ["# Daily", "XNAS:GOOG", "XNYS:IBM"]
    assert said(reading) == [("unresolved", 2, "NASDAQ:NONE"), ("not_carried", 4, "")]


def test_one_line_is_written() -> None:
    lines = [
        ListLine(symbol="XNYS:BRK.B", note="left out"),
        ListLine(heading="Coins, mostly"),
        ListLine(symbol="KRAKEN:BTC-USD"),
        ListLine(symbol="ARCX:SPY"),
        ListLine(symbol="BATS:CBOE"),
    ]
    text = "NYSE:BRK.B,###Coins; mostly,KRAKEN:BTCUSD,AMEX:SPY,CBOE:CBOE"
    assert write("tradingview", lines) == text


def test_an_instrument_that_is_gone_is_still_written() -> None:
    lines = [ListLine(symbol="XNYS:GONE"), ListLine(symbol="XLON:GONE")]
    assert write("tradingview", lines) == "NYSE:GONE,XLON:GONE"
