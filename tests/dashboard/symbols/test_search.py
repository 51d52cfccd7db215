from __future__ import annotations

import pytest

from dashboard.boards.selection import Selection
from dashboard.choices.choices import Choices
from dashboard.symbols.search import (
    UnknownSymbolError,
    find_instruments,
    resolve,
    search_board,
)
from ticker.live.mirror import Mirror
from ticker.market.instruments import InstrumentDefinition, Universe


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ibm", "XNYS:IBM"),
        ("XNYS:IBM", "XNYS:IBM"),
        ("v", "XNYS:V"),
        ("apple", "XNAS:AAPL"),
        (" spy ", "ARCX:SPY"),
        ("bank of am", "XNYS:BAC"),
    ],
)
def test_the_best_match_comes_first(mirror: Mirror, text: str, first: str) -> None:
    assert find_instruments(mirror.universe, text)[0].symbol == first


@pytest.mark.parametrize("text", ["", "  ", "no such thing"])
def test_nothing_matches(mirror: Mirror, text: str) -> None:
    assert find_instruments(mirror.universe, text) == []


def test_the_table_has_the_matches_in_the_order_of_the_search(mirror: Mirror) -> None:
    selection = Selection(board=search_board(mirror.universe, "bank"), choices=Choices(q="bank"))
    wanted = [each.symbol for each in find_instruments(mirror.universe, "bank")]
    assert [level.symbol for level in selection.levels(mirror)] == wanted
    assert len(wanted) > 1


def test_an_unknown_ticker_is_named(mirror: Mirror) -> None:
    with pytest.raises(UnknownSymbolError, match=r"^No instrument matches XNAS:NOPE\.$"):
        resolve(mirror.universe, " xnas:nope".upper())


def test_an_ambiguous_ticker_is_named_with_its_instruments() -> None:
    twins = Universe(
        [
            InstrumentDefinition(symbol=symbol, name="Twin", asset_class="EQUITY")
            for symbol in ("XNAS:TWIN", "XNYS:TWIN")
        ]
    )
    with pytest.raises(UnknownSymbolError) as caught:
        resolve(twins, "twin")
    assert str(caught.value).startswith("More than one instrument matches twin. Did you mean XNAS:")
