"""The preview: it hides nothing of what an import does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from dashboard.watchlists.files.parsedfile import ParsedFile
from dashboard.watchlists.listline import ListLine
from dashboard.watchlists.preview import Preview

A, B, C = (ListLine(symbol=f"XNYS:{letter}") for letter in "ABC")
ONE, TWO, THREE = ListLine(heading="One"), ListLine(heading="Two"), ListLine(heading="Three")


def preview(kept: list[ListLine], read: list[ListLine], *, replaces: bool = True) -> Preview:
    return Preview(kept, ParsedFile(lines=read, problems=[], omitted_counts={}), replaces)


def test_sections_that_would_be_gone_are_listed_and_counted() -> None:
    shown = preview([A, ONE, B, TWO], [B, THREE, A])
    assert shown.removed_lines == [ONE, TWO]
    assert shown.counts == {"new": 1, "changed": 0, "removed": 2}
    assert [row.change for row in shown.rows] == ["", "new", ""]


def test_of_two_sections_with_one_name_one_may_be_gone() -> None:
    assert preview([ONE, A, ONE, B], [ONE, A, B]).removed_lines == [ONE]


def test_another_order_is_said() -> None:
    assert preview([A, ONE, B], [B, ONE, A]).is_reordered
    assert preview([A, ONE, B], [ONE, A, B]).is_reordered
    assert "another order" in preview([A, B], [B, A]).summary
    assert not preview([A, ONE, B], [A, C, B]).is_reordered
    assert not preview([A, ONE, B], [C], replaces=False).is_reordered


def test_what_changes_is_said_field_by_field() -> None:
    old = ListLine(symbol="XNYS:A", note="x", cost=Decimal("90.5000000000"), low_limit=Decimal(1))
    new = ListLine(symbol="XNYS:A", cost=Decimal("91.0000000000"), trade_date=date(2025, 3, 3))
    (row,) = preview([old], [new]).rows
    assert row.change == (
        "changed: note, cost 90.5 → 91, trade date – → 2025-03-03, low limit 1 → –"
    )
    assert (row.quantity, row.cost) == ("", "91")


def test_what_is_the_same_in_other_digits_does_not_change() -> None:
    old, new = (ListLine(symbol="XNYS:A", cost=Decimal(each)) for each in ("90.50", "90.5"))
    assert preview([old], [new]).is_unchanged
    assert preview([old], [new]).rows[0].change == ""
