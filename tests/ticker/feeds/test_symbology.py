"""What a provider calls our instruments, and Yahoo above all."""

from __future__ import annotations

import pytest

from tests.support.examples import UNIVERSE
from ticker.feeds.alpaca import symbology as alpaca
from ticker.feeds.base import FeedError
from ticker.feeds.symbology import SymbolMap, select_instruments
from ticker.feeds.yahoo.symbology import is_offered, raw_symbol
from ticker.market.instruments import CSV_FILE, InstrumentDefinition, Universe, read_definitions

LIST = Universe(read_definitions(CSV_FILE))


def names(*symbols: str, universe: Universe = UNIVERSE) -> SymbolMap:
    return SymbolMap(
        "yahoo", select_instruments("yahoo", universe, symbols, is_offered), raw_symbol
    )


def test_all_that_trades_in_new_york_has_a_name_that_leads_back() -> None:
    found = names(universe=LIST)
    assert len(found) == sum(each.calendar == "XNYS" for each in LIST) > 500
    for each in LIST:
        back = found.get(raw_symbol(each))
        assert back == (each if is_offered(each) else None)


@pytest.mark.parametrize(
    ("ticker", "at_yahoo", "at_alpaca"),
    [
        ("AAPL", "AAPL", "AAPL"),
        ("BRK.B", "BRK-B", "BRK.B"),
        ("ABR-D", "ABR-PD", "ABR.PRD"),
        ("ACHR.WS", "ACHR-WT", "ACHR.WS"),
        ("TDW.WS.A", "TDW-WTA", "TDW.WS.A"),
        ("AAC.U", "AAC-UN", "AAC.U"),
    ],
)
def test_classes_preferred_shares_and_warrants(ticker: str, at_yahoo: str, at_alpaca: str) -> None:
    its = InstrumentDefinition(symbol=f"XNYS:{ticker}", name=ticker, asset_class="EQUITY")
    assert (raw_symbol(its), alpaca.raw_symbol(its)) == (at_yahoo, at_alpaca)


def test_what_could_be_two_is_left_out_and_said(caplog: pytest.LogCaptureFixture) -> None:
    found = names()
    assert found.get("TWIN") is None
    assert caplog.messages == ["yahoo: TWIN may be XNAS:TWIN and XNYS:TWIN; left out"]
    assert list(found) == ["SPY", "BAC", "IBM", "AIG"]


def test_those_that_are_chosen(caplog: pytest.LogCaptureFixture) -> None:
    found = names("IBM", "XNYS:TWIN", "XNYS:IBM")
    assert list(found) == ["IBM", "TWIN"]
    assert found.get("TWIN") == UNIVERSE["XNYS:TWIN"]
    assert caplog.messages == []


def test_a_universe_without_any_is_said() -> None:
    nowhere = InstrumentDefinition(
        symbol="KRAKEN:BTC-USD", name="", asset_class="CRYPTO", calendar="24/7"
    )
    with pytest.raises(FeedError, match="no instruments"):
        names(universe=Universe([nowhere]))
