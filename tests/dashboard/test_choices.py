from __future__ import annotations

import pytest
from django.http import QueryDict

from dashboard.boards.choices import BadChoiceError, Choices
from ticker.columns import DEFAULT


def test_an_empty_address_is_all_defaults_and_so_is_its_query() -> None:
    choices = Choices.read(QueryDict(""))
    assert choices == Choices()
    assert choices.query() == ""
    assert choices.columns == DEFAULT


@pytest.mark.parametrize(
    "query",
    [
        "?q=ibm&sort=-chg_pct&page=2",
        "?columns=symbol&columns=bid&columns=ask",
        "?rate=0&theme=dark&palette=red-blue",
        "?board=etfs&rate=10",
    ],
)
def test_what_is_read_is_written_again(query: str) -> None:
    assert Choices.read(QueryDict(query[1:])).query() == query


def test_the_symbol_is_always_among_the_columns() -> None:
    assert Choices.read(QueryDict("columns=last")).columns == ("symbol", "last")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("sort=bogus", "sort"),
        ("columns=x", "columns"),
        ("page=0", "page"),
        ("page=two", "page"),
        ("rate=7", "rate"),
        ("theme=pink", "theme"),
        ("palette=x", "palette"),
        ("board=x", "board"),
        ("unknown=1", "unknown"),
        ("q=" + "x" * 41, "q"),
    ],
)
def test_a_bad_choice_is_named(query: str, named: str) -> None:
    with pytest.raises(BadChoiceError) as error:
        Choices.read(QueryDict(query))
    assert [each.partition(":")[0] for each in error.value.problems] == [named]


def test_only_the_look_and_the_rate_go_along_to_another_page() -> None:
    query = "q=a&sort=last&page=3&columns=last&board=etfs&rate=1&theme=dark&palette=red-green"
    choices = Choices.read(QueryDict(query))
    assert choices.elsewhere() == "?rate=1&theme=dark&palette=red-green"
