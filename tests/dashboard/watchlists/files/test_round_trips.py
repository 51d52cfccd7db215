"""What is written reads back: the same list, and then the same bytes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings

from dashboard.watchlists.files.formats import FORMATS
from dashboard.watchlists.files.text import decode
from dashboard.watchlists.listline import ListLine
from tests.dashboard.watchlists.files.drawn import LISTS
from tests.dashboard.watchlists.files.known import UNIVERSE, read, write

QUICK = settings(derandomize=True, max_examples=100, deadline=None)

AWKWARD = [
    ListLine(symbol="XNYS:BRK.B", note="'=1+1"),
    ListLine(heading="''-dash, “quoted”"),
    ListLine(heading="''-dash, “quoted”"),
    ListLine(symbol="KRAKEN:BTC-EUR", note='say "when", then sell'),
    ListLine(heading='"=cmd()"'),
    ListLine(heading="###"),
    ListLine(heading=","),
]


def bare(line: ListLine, old: str, new: str) -> ListLine:
    return ListLine(symbol=line.symbol, heading=line.heading.translate(str.maketrans(old, new)))


CARRIED: dict[str, Callable[[list[ListLine]], list[ListLine]]] = {
    "plain": lambda lines: lines,
    "yahoo": lambda lines: [line for line in lines if line.symbol],
    "tradingview": lambda lines: [bare(line, ",", ";") for line in lines],
    "ibkr": lambda lines: [bare(line, ',"', ";'") for line in lines],
}


def test_every_format_is_here() -> None:
    assert set(CARRIED) == set(FORMATS)


@pytest.mark.parametrize("key", CARRIED)
@given(lines=LISTS)
@example(lines=AWKWARD)
@example(lines=[])
@QUICK
def test_what_a_format_carries_comes_back(key: str, lines: list[ListLine]) -> None:
    reading = read(key, write(key, lines))
    assert reading.lines == CARRIED[key](lines)
    assert reading.problems == []


@pytest.mark.parametrize("key", CARRIED)
@given(lines=LISTS)
@example(lines=AWKWARD)
@QUICK
def test_a_file_is_written_to_the_same_bytes_again(key: str, lines: list[ListLine]) -> None:
    once = write(key, lines)
    assert once == "" or decode(once.encode()) == once
    assert write(key, read(key, once).lines).encode() == once.encode()


@pytest.mark.parametrize("key", CARRIED)
def test_every_instrument_comes_back(key: str) -> None:
    lines = [ListLine(symbol=each.symbol) for each in UNIVERSE]
    assert read(key, write(key, lines)).lines == lines


YAHOO = (
    "Symbol,Current Price,Date,Time,Change,Open,High,Low,Volume,Trade Date,Purchase Price,"
    "Quantity,Commission,High Limit,Low Limit,Comment,Transaction Type\n"
    "$$CASH_TX,,,,,,,,,20250829,,83053.0,,,,,DEPOSIT\n"
    "NVDA,174.18,2026/09/02,16:00 EDT,-5.9,178.1,178.1,173.1,24155,20250627,157.21,46.0,0.0,,,"
    '"=hold, or sell",BUY\n'
    "BRK-B,495.8,2026/09/02,16:00 EDT,1.2,494,497,493,3055,,,,,600,400,,\n"
    "BTC-EUR,58500,2026/09/02,21:15 UTC,-761,0,0,0,0,20250307,0.0,9.0E-6,,,,,BUY\n"
)
SPECIMENS = [
    ("tradingview", "###INDICES,NSE:NIFTYSMLCAP250,###WATCHLIST,NSE:CCL"),
    ("tradingview", "NASDAQ:AAPL,NYSE:BRK.B,###Funds,AMEX:SPY,###Coins,KRAKEN:BTCUSD,###Later"),
    ("tradingview", "###Daily\nNASDAQ:GOOG, NASDAQ:MSFT\n\n###Weekly\nNYSE:IBM, AMEX:GLD\n"),
    ("yahoo", YAHOO),
    ("ibkr", "COLUMN,0,,\nDES,AAPL,STK,SMART/NASDAQ\nDES,BRK B,STK,SMART/NYSE\n,,,\n"),
    ("ibkr", "HED,Banks\nDES,JPM,STK,SMART,,,,\nDES,ETH,CRYPTO,PAXOS,,,,\nSYM,IBM,SMART\n"),
    ("plain", "AAPL\nIBM\n\nKRAKEN:BTC-USD\n"),
    ("plain", "symbol,NOTE,Section,Price\nAAPL,=dip,A,1\nMSFT,,A,2\n,,B,\nJPM,-,B\n"),
]


@pytest.mark.parametrize(("key", "text"), SPECIMENS)
def test_a_specimen_is_stable_after_it_was_written_once(key: str, text: str) -> None:
    once = write(key, read(key, text).lines)
    again = read(key, once)
    assert write(key, again.lines) == once
    assert again.problems == []
