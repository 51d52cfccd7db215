"""The instruments that ship with the project."""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from ticker.market.instruments import InstrumentDefinition, Universe

PATH = Path(__file__).parents[3] / "ticker" / "data" / "instruments.csv"
GICS_SECTORS = {
    "Communication Services",
    "Consumer Discretionary",
    "Consumer Staples",
    "Energy",
    "Financials",
    "Health Care",
    "Industrials",
    "Information Technology",
    "Materials",
    "Real Estate",
    "Utilities",
}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with PATH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def definitions(rows: list[dict[str, str]]) -> list[InstrumentDefinition]:
    return [msgspec.convert(row, InstrumentDefinition, strict=False) for row in rows]


def test_columns_are_the_fields_of_a_definition(rows: list[dict[str, str]]) -> None:
    assert all(tuple(row) == InstrumentDefinition.__struct_fields__ for row in rows)
    assert all(value == value.strip() for row in rows for value in row.values())


def test_counts_by_asset_class(definitions: list[InstrumentDefinition]) -> None:
    counts = Counter(each.asset_class for each in definitions)
    assert counts == {"EQUITY": 501, "ETF": 40, "CRYPTO": 20}


def test_symbols_and_bare_tickers_are_unique(definitions: list[InstrumentDefinition]) -> None:
    universe = Universe(definitions)
    assert len(universe) == len(definitions)
    assert [each.symbol for each in definitions if universe.is_ambiguous(each.ticker)] == []


def test_symbols_are_venue_and_ticker(definitions: list[InstrumentDefinition]) -> None:
    venues = {"EQUITY": "XNAS XNYS XASE ARCX BATS", "ETF": "XNAS ARCX BATS", "CRYPTO": "KRAKEN"}
    for each in definitions:
        assert each.venue in venues[each.asset_class].split(), each.symbol
        assert re.fullmatch(r"[A-Z0-9.-]+", each.ticker), each.symbol


@pytest.mark.parametrize(
    "symbol",
    [
        "ARCX:SPY",
        "BATS:ARKK",
        "BATS:CBOE",
        "KRAKEN:BTC-USD",
        "XNAS:AAPL",
        "XNAS:QQQ",
        "XNYS:AIG",
        "XNYS:BAC",
        "XNYS:BF.B",
        "XNYS:BRK.B",
        "XNYS:IBM",
    ],
)
def test_a_bare_ticker_resolves_to_its_listing_venue(
    definitions: list[InstrumentDefinition], symbol: str
) -> None:
    assert Universe(definitions).resolve(symbol.partition(":")[2]) == symbol


def test_equities_have_a_gics_sector_and_nothing_else_has_one(
    definitions: list[InstrumentDefinition],
) -> None:
    sectors = {each.sector for each in definitions if each.asset_class == "EQUITY"}
    assert sectors == GICS_SECTORS
    assert {each.sector for each in definitions if each.asset_class != "EQUITY"} == {""}


def test_names_are_tidy(definitions: list[InstrumentDefinition]) -> None:
    tails = re.compile(r"Common Stock|Ordinary Shares|\(The\)|\s\s|[–’]")
    assert [each.name for each in definitions if not each.name or tails.search(each.name)] == []


def test_prices_and_sizes_have_a_grid(definitions: list[InstrumentDefinition]) -> None:
    for each in definitions:
        is_crypto = each.asset_class == "CRYPTO"
        assert each.seed_price > 0, each.symbol
        assert each.seed_price % each.price_increment == 0, each.symbol
        assert Decimal("0.00001") <= each.price_increment <= Decimal("0.1"), each.symbol
        assert each.size_increment == (Decimal("0.00000001") if is_crypto else 1), each.symbol
        assert each.round_lot in ((1,) if is_crypto else (10, 40, 100)), each.symbol


def test_calendars_and_currencies(definitions: list[InstrumentDefinition]) -> None:
    for each in definitions:
        is_crypto = each.asset_class == "CRYPTO"
        assert each.calendar == ("24/7" if is_crypto else "XNYS"), each.symbol
        assert each.currency == (each.ticker.rpartition("-")[2] if is_crypto else "USD")
