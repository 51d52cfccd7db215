"""Instrument definitions, the universe and the file they come from."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.examples import BTC, IBM, UNIVERSE
from ticker.market.events import BadEventError
from ticker.market.instruments import InstrumentDefinition, read_definitions

HEADER = "symbol,name,asset_class,price_increment\n"


def test_the_parts_of_a_symbol() -> None:
    definition = UNIVERSE[BTC]
    assert (definition.venue, definition.ticker) == ("KRAKEN", "BTC-USD")
    assert definition.row_id == "KRAKEN-BTC-USD"


@pytest.mark.parametrize(("text", "symbol"), [(IBM, IBM), ("IBM", IBM), ("BTC-USD", BTC)])
def test_resolves_a_symbol_or_a_bare_ticker(text: str, symbol: str) -> None:
    assert UNIVERSE.resolve(text) == symbol


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("TWIN", "ambiguous_symbol: 'TWIN'"),
        ("NONE", "unknown_symbol: 'NONE'"),
        ("XNAS:IBM", "unknown_symbol: 'XNAS:IBM'"),
        ("", "unknown_symbol: ''"),
        ("X" * 200, f"unknown_symbol: '{'X' * 40}'"),
    ],
)
def test_does_not_guess(text: str, message: str) -> None:
    with pytest.raises(BadEventError) as error:
        UNIVERSE.resolve(text)
    assert str(error.value) == message


def test_knows_its_instruments_in_their_order() -> None:
    assert [each.symbol for each in UNIVERSE][:3] == ["ARCX:SPY", "XNYS:BAC", IBM]
    assert (len(UNIVERSE), IBM in UNIVERSE, "IBM" in UNIVERSE) == (8, True, False)
    assert UNIVERSE.is_ambiguous("TWIN")
    assert not UNIVERSE.is_ambiguous("IBM")


def test_reads_a_file(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(HEADER + "XNYS:IBM,IBM,EQUITY,0.01\n", encoding="utf-8")
    assert read_definitions(file) == [
        InstrumentDefinition(
            symbol=IBM, name="IBM", asset_class="EQUITY", price_increment=Decimal("0.01")
        )
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("XNYS:BAC,Bank,BOND,0.01", "line 3: Invalid enum value 'BOND'"),
        ("XNYS:BAC,Bank,EQUITY,cheap", "line 3: Invalid decimal string"),
        ("XNYS:BAC,Bank", "line 3: "),
        ("xnys:bac,Bank,EQUITY,0.01", "line 3: 'xnys:bac' is not VENUE:TICKER"),
        ("BAC,Bank,EQUITY,0.01", "line 3: 'BAC' is not VENUE:TICKER"),
        ('XNYS:"><x,Bank,EQUITY,0.01', "line 3: "),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, row: str, message: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(HEADER + "XNYS:IBM,IBM,EQUITY,0.01\n" + row + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 3") as error:
        read_definitions(file)
    assert str(error.value).startswith(message)
