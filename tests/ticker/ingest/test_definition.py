"""What is made of a reference event of which nobody knows the instrument."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.support.examples import UNIVERSE
from ticker.ingest.definition import definition_from_reference, read_reference_definitions
from ticker.market.events import BadEventError, Reference, encode
from ticker.market.instruments import InstrumentDefinition


def definition(symbol: str, **values: Any) -> InstrumentDefinition:
    return definition_from_reference(Reference(symbol=symbol, ts_event=1, **values), UNIVERSE)


def test_what_is_left_out_is_as_with_most() -> None:
    assert definition("XNYS:NEW") == InstrumentDefinition(
        symbol="XNYS:NEW", name="NEW", asset_class="EQUITY", calendar="XNYS"
    )


def test_what_is_said_holds() -> None:
    said = definition(
        "XNYS:NEW",
        name="New Fund",
        currency="EUR",
        asset_class="ETF",
        price_increment=Decimal("0.0500"),
    )
    assert (said.name, said.currency, said.asset_class) == ("New Fund", "EUR", "ETF")
    assert str(said.price_increment) == "0.05"


def test_where_there_are_coins_it_is_one_and_of_an_unknown_venue_no_session_is_claimed() -> None:
    coin = definition("KRAKEN:NEW-USD")
    assert (coin.asset_class, coin.calendar, coin.round_lot) == ("CRYPTO", "24/7", 1)
    assert coin.size_increment == Decimal("0.00000001")
    share = definition("XLON:VOD")
    assert (share.asset_class, share.calendar, share.round_lot) == ("EQUITY", "24/7", 100)


@pytest.mark.parametrize(
    ("symbol", "values", "reason"),
    [
        ("NEW", {}, "unknown_symbol"),
        ("XNYS:new", {}, "unknown_symbol"),
        ("XNYS:" + "A" * 36, {}, "unknown_symbol"),
        ("XNYS:NEW", {"currency": ""}, "invalid"),
        ("XNYS:NEW", {"currency": "U\n"}, "invalid"),
        ("XNYS:NEW", {"price_increment": Decimal(0)}, "invalid"),
        ("XNYS:NEW", {"price_increment": Decimal("1e-11")}, "invalid"),
        ("XNYS:NEW", {"price_increment": Decimal("0.00000000015")}, "invalid"),
        ("XNYS:NEW", {"price_increment": Decimal(10**6)}, "invalid"),
        ("XNYS:NEW", {"price_increment": Decimal(-1)}, "negative"),
        ("XNYS:NEW", {"price_increment": Decimal("NaN")}, "not_finite"),
    ],
)
def test_what_no_instrument_can_be_made_of(
    symbol: str, values: dict[str, Any], reason: str
) -> None:
    with pytest.raises(BadEventError) as error:
        definition(symbol, **values)
    assert error.value.reason == reason


def test_the_greatest_and_the_least_increment_are_kept() -> None:
    for text in ("1E-10", "999999.9999999999"):
        assert definition("XNYS:NEW", price_increment=Decimal(text)).price_increment == Decimal(
            text
        )


def test_of_a_file_what_is_new_is_read_and_what_is_said_first_counts() -> None:
    names = [("XLON:VOD", "Vodafone"), ("IBM", "known"), ("TWIN", "two"), ("XLON:VOD", "later")]
    lines = [encode(Reference(symbol=each, ts_event=1, name=name)) for each, name in names]
    others = [b"\n", b'{"type":"heartbeat","ts_event":1}\n']
    (found,) = read_reference_definitions([*lines, *others], UNIVERSE)
    assert (found.symbol, found.name) == ("XLON:VOD", "Vodafone")
    with pytest.raises(ValueError, match="line 2: malformed"):
        read_reference_definitions([lines[0], b"nonsense\n"], UNIVERSE)
