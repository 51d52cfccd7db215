"""Whose rows are the same: they are rendered once for all."""

from __future__ import annotations

import pytest

from dashboard.boards.boards import ALL
from dashboard.boards.selection import Selection
from dashboard.choices.choices import Choices
from dashboard.desk import desk
from ticker.rows.columns import COMPACT
from ticker.rows.rows import Layout

ZURICH = Choices(time_zone="Europe/Zurich")
PREFERRED = Choices(time_zone="Europe/Zurich", base=ZURICH)


def layout(choices: Choices) -> Layout:
    return Selection(board=ALL, choices=choices).layout


def test_all_who_prefer_a_time_zone_share_rows_and_nobody_else_does() -> None:
    other = Choices(rate=1, time_zone="Europe/Zurich")
    again = Choices(rate=1, time_zone="Europe/Zurich", base=other)
    assert layout(PREFERRED) == layout(again) != layout(Choices())


@pytest.mark.parametrize("choices", [Choices(), PREFERRED])
def test_where_no_time_is_shown_all_time_zones_share_rows(choices: Choices) -> None:
    small = [each.layout for each in (desk.tape(choices), *desk.movers(choices, ""))]
    usual = [each.layout for each in (desk.tape(Choices()), *desk.movers(Choices(), ""))]
    assert small == usual
    assert {each.columns for each in small} == {COMPACT}
