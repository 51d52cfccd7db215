"""Which instrument is meant: never another one than the file names."""

from __future__ import annotations

import pytest

from dashboard.watchlists.listline import ListLine
from tests.dashboard.watchlists.files.known import TWICE, outline, read, write

HEADER = "Symbol,Purchase Price\n"
IN_WHICH_CURRENCY = (
    "The line does not say in which currency BTC is priced: write a symbol, such as KRAKEN:BTC-USD."
)


@pytest.mark.parametrize(
    ("key", "text", "symbol"),
    [
        ("tradingview", "NASDAQ:AAPL", "XNAS:AAPL"),
        ("tradingview", "AMEX:SPY", "ARCX:SPY"),
        ("tradingview", "CBOE:ARKK", "BATS:ARKK"),
        ("tradingview", "BATS:CBOE", "BATS:CBOE"),
        ("tradingview", "nyse:brk.b", "XNYS:BRK.B"),
        ("tradingview", "KRAKEN:BTCEUR", "KRAKEN:BTC-EUR"),
        ("tradingview", "aapl", "XNAS:AAPL"),
        ("yahoo", HEADER + "BRK-B", "XNYS:BRK.B"),
        ("yahoo", HEADER + "BTC-USD", "KRAKEN:BTC-USD"),
        ("yahoo", HEADER + "spy", "ARCX:SPY"),
        ("ibkr", "DES,AAPL,STK,SMART/NASDAQ,,,,", "XNAS:AAPL"),
        ("ibkr", "DES,BRK B,STK,NYSE,,,,", "XNYS:BRK.B"),
        ("ibkr", "DES,SPY,STK,SMART/ARCA", "ARCX:SPY"),
        ("ibkr", "DES,MSFT,STK,SMART/AMEX", "XNAS:MSFT"),
        ("ibkr", "DES,IBM,STK", "XNYS:IBM"),
        ("ibkr", "DES,BTC-USD,CRYPTO,KRAKEN,,,,", "KRAKEN:BTC-USD"),
        ("plain", "ibm", "XNYS:IBM"),
        ("plain", "NASDAQ:MSFT", "XNAS:MSFT"),
    ],
)
def test_a_symbol_as_the_product_writes_it(key: str, text: str, symbol: str) -> None:
    assert outline(read(key, text)) == [symbol]


@pytest.mark.parametrize("before", [("tradingview", ""), ("yahoo", HEADER), ("plain", "")])
def test_our_own_symbol_is_read_in_every_format(before: tuple[str, str]) -> None:
    key, header = before
    assert outline(read(key, f"{header}XNYS:BRK.B")) == ["XNYS:BRK.B"]


@pytest.mark.parametrize("text", ["DES,XNYS:BRK.B,STK,SMART", "SYM,XNYS:BRK.B", "XNYS:BRK.B"])
def test_our_own_symbol_is_read_for_the_workstation(text: str) -> None:
    assert outline(read("ibkr", text)) == ["XNYS:BRK.B"]


@pytest.mark.parametrize(
    ("key", "text", "why"),
    [
        ("tradingview", "NYSE:AAPL", "AAPL is not known at NYSE."),
        ("tradingview", "NSE:CCL", "The exchange NSE is not known here."),
        ("tradingview", "KRAKEN:BTCJPY", "BTCJPY is not known at KRAKEN."),
        ("tradingview", "BTCUSD", "BTCUSD is not known here."),
        ("tradingview", "NASDAQ:AAPL/NYSE:IBM", "AAPL/NYSE:IBM is not known at NASDAQ."),
        ("yahoo", HEADER + "HSBA.L", "The exchange that .L stands for is not known here."),
        ("yahoo", HEADER + "^GSPC", "^GSPC is not known here."),
        ("yahoo", HEADER + "XNYS:AAPL", "AAPL is not known at XNYS."),
        ("ibkr", "DES,AAPL,STK,SMART/NYSE", "AAPL is not known at NYSE."),
        ("ibkr", "DES,700,STK,SEHK", "The exchange SEHK is not known here."),
        ("ibkr", "DES,BTC-USD,STK,SMART", "BTC-USD is no stock and no fund here."),
        (
            "ibkr",
            "DES,BTC,CRYPTO,PAXOS,,,,",
            IN_WHICH_CURRENCY,
        ),
        (
            "ibkr",
            "DES,SPY,OPT,SMART,20270115,500,CALL,100",
            "OPT is no type that a list has: STK is, and CRYPTO.",
        ),
        (
            "ibkr",
            "CON,265598,SMART",
            "Which instrument has this contract number is not known here.",
        ),
        ("plain", "no such thing", "NO SUCH THING is not known here."),
    ],
)
def test_what_is_not_known_is_listed_and_never_guessed(key: str, text: str, why: str) -> None:
    reading = read(key, text)
    assert reading.lines == []
    assert [each.why for each in reading.unresolved] == [why]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("tradingview", "TWO"),
        ("yahoo", HEADER + "TWO"),
        ("ibkr", "DES,TWO,STK,SMART"),
        ("plain", "TWO"),
    ],
)
def test_a_ticker_of_two_companies_is_not_one_of_them(key: str, text: str) -> None:
    reading = read(key, text, TWICE)
    assert reading.lines == []
    why = "TWO is known at more than one exchange: write it as VENUE:TICKER."
    assert [each.why for each in reading.unresolved] == [why]


@pytest.mark.parametrize("key", ["tradingview", "yahoo", "ibkr", "plain"])
def test_two_companies_with_one_ticker_are_written_apart(key: str) -> None:
    lines = [ListLine(symbol=each.symbol) for each in TWICE]
    assert read(key, write(key, lines, TWICE), TWICE).lines == lines
