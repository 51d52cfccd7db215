"""What a provider calls our instruments, and Yahoo above all."""

from __future__ import annotations

import pytest

from tests.ticker.examples import UNIVERSE
from ticker.feeds.base import FeedError
from ticker.feeds.names import Names, chosen
from ticker.feeds.yahoo.names import is_offered, name_of
from ticker.instruments import CSV_FILE, InstrumentDefinition, Universe, read_definitions

LIST = Universe(read_definitions(CSV_FILE))


def names(*symbols: str, universe: Universe = UNIVERSE) -> Names:
    return Names("yahoo", chosen("yahoo", universe, symbols, is_offered), name_of)


def test_all_that_trades_in_new_york_has_a_name_that_leads_back() -> None:
    found = names(universe=LIST)
    assert len(found) == sum(each.calendar == "XNYS" for each in LIST) > 500
    for each in LIST:
        back = found.get(name_of(each))
        assert back == (each if is_offered(each) else None)


@pytest.mark.parametrize(("symbol", "name"), [("XNYS:BRK.B", "BRK-B"), ("XNAS:AAPL", "AAPL")])
def test_a_dot_is_a_dash_at_yahoo(symbol: str, name: str) -> None:
    assert name_of(LIST[symbol]) == name


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
