from __future__ import annotations

import pytest
from django.http import QueryDict

from dashboard.charts.chart import OVERLAYS, RANGES, Range
from dashboard.charts.choices import INTERVALS, ChartChoices
from dashboard.choices.choices import BadChoiceError


def read(query: str) -> ChartChoices:
    return ChartChoices.read(QueryDict(query))


def test_an_empty_address_is_all_defaults_and_so_is_its_query() -> None:
    assert read("") == ChartChoices()
    assert read("").query() == ""
    assert read("").link() == "?"


@pytest.mark.parametrize(
    "query",
    [
        "?range=5y",
        "?range=1m&interval=1d",
        "?interval=1m&kind=line",
        "?range=5d&kind=area&overlays=vwap&overlays=sma50",
        "?overlays=none",
    ],
)
def test_what_is_read_is_written_again(query: str) -> None:
    assert read(query[1:]).query() == query


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ("range=1d&interval=5m&kind=candles", ""),
        ("overlays=sma50&overlays=vwap&overlays=sma20", ""),
        ("range=&interval=", ""),
        (
            "range=5y&interval=1w&overlays=sma50&overlays=sma20",
            "?range=5y&overlays=sma20&overlays=sma50",
        ),
    ],
)
def test_there_is_one_way_to_write_it(query: str, written: str) -> None:
    assert read(query).query() == written


@pytest.mark.parametrize("key", RANGES)
def test_a_range_has_an_interval_of_its_own(key: Range) -> None:
    assert read(f"range={key}").interval == INTERVALS[key][0]


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("range=2d", "range"),
        ("interval=2m", "interval"),
        ("interval=1w", "interval: 1D has 1m, 5m, 15m, 1h."),
        ("range=5y&interval=1m", "interval: 5Y has 1d, 1w."),
        ("kind=bars", "kind"),
        ("overlays=rsi", "overlays"),
        ("overlays=", "overlays"),
        ("overlays=none&overlays=vwap", "overlays"),
        ("unknown=1", "unknown"),
        ("range=1d&range=<script>", "range"),
    ],
)
def test_a_bad_choice_is_named(query: str, problem: str) -> None:
    with pytest.raises(BadChoiceError) as error:
        read(query)
    (found,) = error.value.problems
    assert found.startswith(problem)


def test_parameters_of_others_are_theirs_and_the_look_goes_along() -> None:
    choices = ChartChoices.read(
        QueryDict("theme=dark&range=5d"), link_params=[("theme", "dark")], other_params=("theme",)
    )
    assert choices.query() == "?range=5d&theme=dark"
    assert choices.inputs == [("range", "5d"), ("theme", "dark")]


def test_an_interval_goes_along_to_a_range_that_has_it() -> None:
    choices = read("range=1d&interval=15m")
    links = {option.label: option.query for option in choices.ranges}
    assert links["5D"] == "?range=5d"
    assert links["1Y"] == "?range=1y"
    assert {option.label: option.query for option in read("interval=1h").ranges}["5D"] == (
        "?range=5d&interval=1h"
    )


def test_each_choice_is_a_link_and_one_of_each_is_chosen() -> None:
    choices = read("range=5d&kind=line")
    for options in (choices.ranges, choices.intervals, choices.kinds):
        (chosen,) = (option for option in options if option.is_chosen)
        assert chosen.query == choices.query()
        for option in options:
            assert read(option.query[1:]).query() == option.query.removesuffix("?")


def test_overlays_are_switched_one_by_one() -> None:
    on = {option.key: option.query for option in read("").overlay_options}
    assert on["vwap"] == "?overlays=sma20&overlays=sma50"
    off = {option.key: option.query for option in read("overlays=none").overlay_options}
    assert off == {key: f"?overlays={key}" for key in OVERLAYS}
    assert {option.key for option in read("range=1y").overlay_options} == {"sma20", "sma50"}
