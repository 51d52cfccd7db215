from __future__ import annotations

from datetime import date
from decimal import Decimal

from dashboard.watchlists.listline import ListLine
from tests.dashboard.watchlists.files.known import outline, read, said, write

LINES = [
    ListLine(symbol="ARCX:SPY"),
    ListLine(heading="Makers"),
    ListLine(
        symbol="XNAS:AAPL",
        note="=for the dip",
        quantity=Decimal("-10.50"),
        cost=Decimal("1E+2"),
        trade_date=date(2025, 3, 3),
    ),
    ListLine(heading="Later"),
]
TEXT = (
    "Symbol,Section,Note,Quantity,Cost,Trade Date,Commission,High Limit,Low Limit\n"
    "ARCX:SPY,,,,,,,,\n"
    ",Makers,,,,,,,\n"
    "XNAS:AAPL,,'=for the dip,-10.5,100,2025-03-03,,,\n"
    ",Later,,,,,,,\n"
)


def test_a_list_is_written_with_all_that_it_has() -> None:
    assert write("plain", LINES) == TEXT
    assert read("plain", TEXT).lines == LINES


def test_a_symbol_may_name_its_section() -> None:
    text = "SECTION, Symbol\n,SPY\nTech,AAPL\nTech,MSFT\nBanks,JPM\n,IBM\nBanks,\nTech,ORCL\n"
    assert outline(read("plain", text)) == [
        "ARCX:SPY",
        "# Tech",
        "XNAS:AAPL",
        "XNAS:MSFT",
        "# Banks",
        "XNYS:JPM",
        "XNYS:IBM",
        "# Banks",
        "# Tech",
        "XNYS:ORCL",
    ]


def test_without_a_header_a_row_is_a_symbol() -> None:
    reading = read("plain", "AAPL\n\n ibm ,100,x\nnone\nAAPL\n")
    assert outline(reading) == ["XNAS:AAPL", "XNYS:IBM"]
    assert said(reading) == [
        ("not_carried", 3, "100,x"),
        ("unresolved", 4, "none"),
        ("not_carried", 5, "AAPL"),
    ]


def test_what_a_list_does_not_keep_is_listed() -> None:
    long = "x" * 501
    reading = read(
        "plain",
        f"\nSymbol,Price,Note,Section,Note\nAAPL,1,{long},{long},\n,,lost,,\n,,also,More,\n",
    )
    assert [len(line.note or line.heading) for line in reading.lines] == [60, 500, 4]
    assert said(reading) == [
        ("not_carried", 2, "Price"),
        ("not_carried", 2, "Note"),
        ("not_carried", 3, "x" * 39 + "…"),
        ("not_carried", 3, "x" * 39 + "…"),
        ("not_carried", 4, "lost"),
        ("not_carried", 5, "also"),
    ]
    heading, note = reading.problems[2].why, reading.problems[3].why
    assert heading == "A heading has at most 60 characters: the rest of these is not kept."
    assert note == "A note has at most 500 characters: the rest of these is not kept."


def test_line_breaks_within_a_cell_are_spaces_and_lines_are_counted_as_an_editor_does() -> None:
    reading = read("plain", 'Symbol,Note\r\nAAPL,"two\r\nlines\x07"\r\nNONE,\r\n')
    assert reading.lines == [ListLine(symbol="XNAS:AAPL", note="two lines")]
    assert said(reading) == [("unresolved", 4, "NONE")]
