"""Listings of exchanges: what is listed there becomes instruments, and what is known stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server import ROOT
from tests.ticker.examples import UNIVERSE
from ticker.instruments import CSV_FILE, InstrumentDefinition, Universe, read_definitions
from ticker.listing import read_listing

REFERENCE = ROOT.parent / "shared/data/reference"
NASDAQ = """Symbol|Security Name|Market Category|Test Issue|Round Lot Size|ETF|NextShares
AACB|Artius II - Class A Ordinary Shares|G|N|100|N|N
ADI|Analog Devices, Inc. - Common Stock|Q|N|40|N|N
QQQM|Invesco NASDAQ 100 ETF|G|N|100|Y|N
ZAZZT|Tick Pilot Test Stock|G|Y|100|N|N
File Creation Time: 1127202617:02||||||
"""
OTHER = """ACT Symbol,Security Name,Exchange,CQS Symbol,ETF,Round Lot Size,Test Issue
ABR$D,"Arbor, Inc. Preferred D",N,ABRpD,N,100.0,N
BRK.A,Berkshire Hathaway Common Stock,N,BRK.A,N,1.0,N
IBM,Another name,A,IBM,N,100.0,N
ZVOL,Volatility ETF,Z,ZVOL,Y,100.0,N
,,,,,,
"""
SCREENER = "symbol,exchange,name,last\nAKO/A,NYSE,Andina,17.1\nBTC,AMEX,Trust,2\n"


def read(tmp_path: Path, text: str) -> list[InstrumentDefinition]:
    file = tmp_path / "listing.txt"
    file.write_text(text, encoding="utf-8")
    return read_listing(file, UNIVERSE)


def test_nasdaqs_own_listings(tmp_path: Path) -> None:
    found = read(tmp_path, NASDAQ)
    assert [(each.symbol, each.name, each.asset_class, each.round_lot) for each in found] == [
        ("XNAS:AACB", "Artius II - Class A Ordinary Shares", "EQUITY", 100),
        ("XNAS:ADI", "Analog Devices, Inc.", "EQUITY", 40),
        ("XNAS:QQQM", "Invesco NASDAQ 100 ETF", "ETF", 100),
    ]
    assert {each.calendar for each in found} == {"XNYS"}


def test_those_of_others_in_either_spelling(tmp_path: Path) -> None:
    found = read(tmp_path, OTHER)
    assert [(each.symbol, each.name, each.asset_class) for each in found] == [
        ("XNYS:ABR-D", "Arbor, Inc. Preferred D", "EQUITY"),
        ("XNYS:BRK.A", "Berkshire Hathaway", "EQUITY"),
        ("BATS:ZVOL", "Volatility ETF", "ETF"),
    ], "IBM is known, wherever it is said to be listed"
    assert [each.symbol for each in read(tmp_path, SCREENER)] == ["XNYS:AKO.A", "XASE:BTC"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: neither events nor a listing"),
        ("Symbol,Security,GICS Sector\nMMM,3M,Industrials\n", "line 1: neither events nor a"),
        (OTHER.replace('Preferred D",N', 'Preferred D",Q'), "line 2: exchange 'Q', none of A, "),
        (OTHER.replace("BRK.A,B", "BRK A,B"), "line 3: 'BRK A' is no ticker"),
        (OTHER.replace("1.0", "one"), "line 3: could not convert string to float: 'one'"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read(tmp_path, text)


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="no reference files are beside it")
def test_the_exchanges_own_files_are_read_whole() -> None:
    shipped = Universe(read_definitions(CSV_FILE))
    files = {"nasdaq-listed-symbols.csv": 5571 - 2 - 8, "other-listed.csv": 7543}
    for name, listed in files.items():
        found = read_listing(REFERENCE / name, shipped)
        assert listed - len(shipped) < len(found) < listed
        assert not {each.ticker for each in found} & {each.ticker for each in shipped}
