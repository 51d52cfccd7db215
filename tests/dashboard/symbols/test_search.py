from __future__ import annotations

import pytest

from dashboard.boards.selection import Selection
from dashboard.choices.choices import Choices
from dashboard.symbols.search import find_instruments, search_board
from ticker.live.mirror import Mirror


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
