"""Listings of exchanges: what is listed there becomes instruments, and what is known stays."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from msgspec import structs

from tests.support.examples import IBM, UNIVERSE
from tests.support.server import ROOT
from ticker.market.instruments import CSV_FILE, InstrumentDefinition, Universe, read_definitions
from ticker.store.listing import read_listing

REFERENCE = ROOT.parent / "shared/data/reference"
NASDAQ = """Symbol|Security Name|Market Category|Test Issue|Round Lot Size|ETF|NextShares
AACB|Artius "II" - Class A Ordinary Shares|G|N|100|N|N
ADI|Analog Devices,\tInc. - Common Stock|Q|N|40|N|N
QQQM|Invesco NASDAQ 100 ETF|G|N|100|Y|N
ZAZZT|Tick Pilot Test Stock|G|Y|100|N|N
File Creation Time: 1127202617:02||||||
"""
TRADED = """Symbol|Security Name|Listing Exchange|Market Category|ETF|Round Lot Size|Test Issue
ADI|Analog Devices|Q|Q|N|40|N
F|Ford|N| |N|100|N
"""
OTHER = """ACT Symbol,Security Name,Exchange,CQS Symbol,ETF,Round Lot Size,Test Issue
ABR$D,"Arbor, Inc. Preferred D",N,ABRpD,N,100.0,N
ACHR.W,Archer Warrants,N,ACHR.WS,N,100.0,N
BRK.A,Berkshire Hathaway Common Stock,N,BRK.A,N,1.0,N
IBM,Another name,A,IBM,N,100.0,N
ZVOL,Volatility ETF,Z,ZVOL,Y,100.0,N
,,,,,,
"""
SCREENER = "symbol,exchange,name,last\nAKO/A,NYSE,Andina,17.1\nBTC,AMEX,Trust,2\n"


def read(text: str, universe: Universe = UNIVERSE) -> list[InstrumentDefinition]:
    return read_listing(text.encode().splitlines(keepends=True), universe)


def test_nasdaqs_own_listings() -> None:
    found = read(NASDAQ)
    assert [(each.symbol, each.name, each.asset_class, each.round_lot) for each in found] == [
        ("XNAS:AACB", 'Artius "II" - Class A Ordinary Shares', "EQUITY", 100),
        ("XNAS:ADI", "Analog Devices, Inc.", "EQUITY", 40),
        ("XNAS:QQQM", "Invesco NASDAQ 100 ETF", "ETF", 100),
    ]
    assert {each.calendar for each in found} == {"XNYS"}
    assert read("\ufeff" + NASDAQ) == found


def test_those_of_others_in_either_spelling() -> None:
    assert [(each.symbol, each.name, each.asset_class) for each in read(OTHER)] == [
        ("XNYS:ABR-D", "Arbor, Inc. Preferred D", "EQUITY"),
        ("XNYS:ACHR.WS", "Archer Warrants", "EQUITY"),
        ("XNYS:BRK.A", "Berkshire Hathaway", "EQUITY"),
        ("BATS:ZVOL", "Volatility ETF", "ETF"),
    ], "IBM is known, wherever it is said to be listed"
    assert [each.symbol for each in read(TRADED)] == ["XNAS:ADI", "XNYS:F"]
    assert [each.symbol for each in read(SCREENER)] == ["XNYS:AKO.A", "XASE:BTC"]


def test_a_ticker_that_is_known_anywhere_is_left_out() -> None:
    abroad = structs.replace(UNIVERSE[IBM], symbol="XLON:BTC", calendar="24/7")
    assert [each.ticker for each in read(SCREENER, Universe([abroad]))] == ["AKO.A"]


def test_a_long_name_is_seen_to_be_cut() -> None:
    (found,) = read(f"symbol,exchange,name\nADI,NASDAQ,{'x' * 201}\n")
    assert found.name == "x" * 199 + "…"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: neither events nor a listing"),
        ("Symbol,Security,GICS Sector\nMMM,3M,Industrials\n", "line 1: neither events nor a"),
        (OTHER.replace('D",N', 'D",X'), "line 2: exchange 'X', none of A, N, P, Q, V, Z, AMEX, "),
        (OTHER.replace('D",N', 'D",'), "line 2: exchange ''"),
        (OTHER.replace("BRK.A,B", "BRK A,B"), "line 4: 'BRK A' is no ticker"),
        (OTHER.replace("BRK.A,B", f"{'A' * 40},B"), f"line 4: '{'A' * 40}' is no ticker"),
        (OTHER.replace("Berk", "Berk\x07"), "line 4: a control character in the name"),
        (OTHER.replace("1.0", "one"), "line 4: round lot size 'one', no whole number"),
        (OTHER.replace("1.0", "0"), "line 4: round lot size '0'"),
        (OTHER.replace("1.0", "-1"), "line 4: round lot size '-1'"),
        (OTHER.replace("1.0", "1e400"), "line 4: round lot size '1e400'"),
        (OTHER.replace("1.0", "40.4"), "line 4: round lot size '40.4'"),
        (OTHER.replace(",N\nBRK", "\nBRK"), "line 3: 6 fields, and the first line has 7"),
        (OTHER.replace('D",N', "D,N"), "line 7: unexpected end of data"),
        (NASDAQ.replace("|N|N\nADI", "\nADI"), "line 2: 5 fields, and the first line has 7"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read(text)


def test_what_is_no_text_is_named() -> None:
    with pytest.raises(ValueError, match="line 2: no UTF-8"):
        read_listing([b"symbol,exchange,name\n", b"\xff,NYSE,x\n"], UNIVERSE)


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="no reference files are beside it")
@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("nasdaq-listed-symbols.csv", "Symbol"),
        ("other-listed.csv", "ACT Symbol"),
        ("us_listed_snapshot_2026-08-21.csv", "symbol"),
    ],
)
def test_the_exchanges_own_files_are_read_whole(name: str, column: str) -> None:
    shipped = Universe(read_definitions(CSV_FILE))
    with (REFERENCE / name).open("rb") as lines:
        found = {each.ticker for each in read_listing(lines, shipped)}
    assert found == listed(REFERENCE / name, column) - {each.ticker for each in shipped}


def listed(file: Path, column: str) -> set[str]:
    """By a few lines of its own."""
    with file.open(newline="", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row.get("Test Issue", "N") == "N"]
    tickers = [row[column].translate(str.maketrans("$^/", "--.")) for row in rows]
    return {each.removesuffix(".W") + ".WS" * each.endswith(".W") for each in tickers}
