from __future__ import annotations

import pytest
from django.http import QueryDict
from msgspec import structs

from dashboard.choices.choices import BadChoiceError, Choices
from ticker.rows.columns import DEFAULT


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
        "?time_zone=Europe%2FZurich",
    ],
)
def test_what_is_read_is_written_again(query: str) -> None:
    choices = Choices.read(QueryDict(query[1:]), boards={"etfs": "ETFs"})
    assert choices.query() == query


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
        ("time_zone=Mars/Olympus", "time_zone"),
        ("time_zone=../../etc/passwd", "time_zone"),
        ("board=x", "board"),
        ("unknown=1", "unknown"),
        ("q=" + "x" * 41, "q"),
    ],
)
def test_a_bad_choice_is_named(query: str, named: str) -> None:
    with pytest.raises(BadChoiceError) as error:
        Choices.read(QueryDict(query))
    assert [each.partition(":")[0] for each in error.value.problems] == [named]


LOOK = "rate=1&theme=dark&palette=red-green&time_zone=UTC"


def test_only_the_look_the_rate_and_the_time_zone_go_along_to_another_page() -> None:
    query = QueryDict(f"q=a&sort=last&page=3&columns=last&board=etfs&{LOOK}")
    choices = Choices.read(query, boards={"etfs": "ETFs"})
    assert choices.link_query() == f"?{LOOK}"


class TestOfWhoPrefersSomething:
    base = Choices(
        theme="dark", palette="red-green", rate=1, time_zone="UTC", columns=("symbol", "time")
    )

    def test_what_they_prefer_is_said_nowhere(self) -> None:
        choices = Choices.read(QueryDict("q=a"), self.base)
        assert structs.replace(choices, q="", base=None) == self.base
        assert choices.query() == "?q=a"
        assert choices.link_query() == ""
        assert choices.look == []

    def test_an_address_that_says_otherwise_wins_and_goes_along(self) -> None:
        said = "?rate=5&theme=&palette=&time_zone="
        choices = Choices.read(QueryDict(said[1:]), self.base)
        assert structs.replace(choices, columns=DEFAULT, base=None) == Choices()
        assert choices.query() == choices.link_query() == said
        assert choices.look == [("theme", ""), ("palette", ""), ("rate", 5), ("time_zone", "")]

    def test_one_thing_said_leaves_the_others_as_preferred(self) -> None:
        choices = Choices.read(QueryDict("theme=light"), self.base)
        assert (choices.theme, choices.palette, choices.rate) == ("light", "red-green", 1)
        assert choices.link_query() == "?theme=light"


@pytest.mark.parametrize("base", [None, TestOfWhoPrefersSomething.base])
def test_a_socket_is_told_all_that_is_pushed_whatever_will_be_preferred(
    base: Choices | None,
) -> None:
    choices = Choices.read(QueryDict("q=a"), base)
    later = Choices.read(
        QueryDict(choices.whole_query[1:]), Choices(rate=0, time_zone="Asia/Tokyo")
    )
    for name in ("q", "columns", "rate", "time_zone"):
        assert getattr(later, name) == getattr(choices, name)


def test_a_drawing_can_be_chosen_and_not_sorted_by() -> None:
    assert Choices.read(QueryDict("columns=spark")).columns == ("symbol", "spark")
    with pytest.raises(BadChoiceError):
        Choices.read(QueryDict("sort=-spark"))
