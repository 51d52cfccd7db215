"""Positions: what is kept with an instrument is worth what the market says."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec import structs

from tests.support.clock import Clock
from tests.support.examples import AIG, IBM, UNIVERSE, frame, level
from tests.support.markup import parse, text
from ticker.live.fragments import Fragments
from ticker.live.mirror import Mirror
from ticker.rows.columns import COLUMNS
from ticker.rows.positions import NONE, Holding, Position, Positions
from ticker.rows.rows import HEADING, Layout

OWN = ("note", "quantity", "cost", "worth", "pnl", "pnl_pct")


def texts(quantity: str | None, cost: str | None, last: str | None = "110") -> list[str]:
    held = Positions(
        "one",
        {
            IBM: Position(
                note="a <b>note</b>",
                quantity=None if quantity is None else Decimal(quantity),
                cost=None if cost is None else Decimal(cost),
            )
        },
    ).add_position(level(last=None if last is None else Decimal(last)))
    return [COLUMNS[key].text(held, UNIVERSE[IBM]) for key in OWN[1:]]


@pytest.mark.parametrize(
    ("quantity", "cost", "last", "shown"),
    [
        ("12", "100", "110", ["12", "100.00", "1,320.00", "+120.00", "+10.00%"]),
        ("-12", "100", "110", ["−12", "100.00", "−1,320.00", "−120.00", "−10.00%"]),
        ("0.5", "220", "110", ["0.5", "220.00", "55.00", "−55.00", "−50.00%"]),
        ("12", "0", "110", ["12", "0.0000", "1,320.00", "+1,320.00", "—"]),
        ("12", None, "110", ["12", "—", "1,320.00", "—", "—"]),
        (None, "100", "110", ["—", "100.00", "—", "—", "—"]),
        ("12", "100", None, ["12", "100.00", "—", "—", "—"]),
    ],
)
def test_a_position_gains_and_loses(
    quantity: str | None, cost: str | None, last: str | None, shown: list[str]
) -> None:
    assert texts(quantity, cost, last) == shown


def test_money_that_is_not_dollars_says_so() -> None:
    held = Positions("one", {IBM: Position(quantity=Decimal(2), cost=Decimal(1))}).add_position(
        level(last=Decimal(3))
    )
    euros = structs.replace(UNIVERSE[IBM], currency="EUR")
    assert [COLUMNS[key].text(held, euros) for key in ("worth", "pnl")] == ["6.00 EUR", "+4.00 EUR"]


def test_a_note_is_sorted_whatever_its_case_and_none_is_missing() -> None:
    notes = [Holding(symbol=IBM, name="IBM", note=note) for note in ("B", "a", "")]
    assert [COLUMNS["note"].value(each) for each in notes] == ["b", "a", None]


def test_without_a_position_its_columns_are_empty() -> None:
    assert {COLUMNS[key].text(level(), UNIVERSE[IBM]) for key in OWN} == {"—"}
    assert {COLUMNS[key].value(level()) for key in OWN} == {None}


def test_a_pushed_row_has_its_position_and_the_note_is_text(clock: Clock) -> None:
    mirror = Mirror(UNIVERSE)
    positions = Positions("one", {IBM: Position(note="<b>", quantity=Decimal(2), cost=Decimal(1))})
    rows = Fragments(Layout(table="board", columns=("symbol", *OWN)), mirror, positions=positions)
    mirror.receive(frame(1, level(last=Decimal(3))))
    (row,) = parse(rows.row(IBM))
    assert [text(cell) for cell in row] == ["IBM", "<b>", "2", "1.00", "6.00", "+4.00", "+200.00%"]
    assert "up" in next(cell for cell in row if "pnl" in cell.get("class", "").split()).get(
        "class", ""
    )


def test_positions_of_one_key_are_the_same_to_whoever_shares_rows() -> None:
    assert Positions("one", {}) == Positions("one", {IBM: Position()}) != NONE
    assert len({Positions("one", {}), Positions("one", {}), NONE}) == 2


def test_a_heading_stands_between_the_rows_and_is_text() -> None:
    rows = Fragments(Layout(table="board", columns=("symbol", "last")), Mirror(UNIVERSE))
    (body,) = parse(rows.body((IBM, f"{HEADING}7 Banks <&> co", AIG)))
    assert [row.get("id") for row in body] == [
        "row-board-XNYS-IBM",
        "section-7",
        "row-board-XNYS-AIG",
    ]
    assert text(body[1]) == "Banks <&> co"
    assert body[1][0].get("colspan") == "2"
    assert rows.rows_since((f"{HEADING}7 Banks",), 0) == ""
