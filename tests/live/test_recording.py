"""The recorded opening bell, played to its end: the figures are known."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.support.markup import text
from tests.support.openpage import OpenPage
from tests.support.recording import FIGURES, KEYS
from tests.support.server import Server

Row = dict[str, str | None]


def figures(row: Row) -> tuple[str | None, ...]:
    return tuple(row[key] for key in KEYS)


@pytest.fixture(scope="module")
def rows(played: Server) -> dict[str, Row]:
    data = json.loads(played.get("/boards/all.json").text)
    return {row["symbol"]: row for row in data["rows"]}


def test_json_has_the_figures(rows: dict[str, Row]) -> None:
    assert {symbol: figures(rows[symbol]) for symbol in FIGURES} == FIGURES


def test_the_rows_say_that_it_has_ended(rows: dict[str, Row]) -> None:
    assert {rows[symbol]["status"] for symbol in FIGURES} == {"ENDED"}


def test_a_close_of_another_year_is_not_used(rows: dict[str, Row]) -> None:
    assert {rows[symbol][key] for symbol in FIGURES for key in ("chg", "prev_close")} == {None}


def test_other_instruments_have_nothing(rows: dict[str, Row]) -> None:
    others = [row for symbol, row in rows.items() if symbol not in FIGURES]
    assert others
    assert {row[key] for row in others for key in row.keys() - {"symbol", "name"}} == {None}


def test_csv_has_the_same_values(played: Server, rows: dict[str, Row]) -> None:
    answer = played.get("/boards/all.csv")
    read = csv.DictReader(io.StringIO(answer.text, newline=""))
    found = {row["symbol"]: {key: value or None for key, value in row.items()} for row in read}
    assert found == rows


def test_nothing_was_dropped_and_the_clock_stands_at_the_end(played: Server) -> None:
    page = OpenPage(played.get("/boards/all/").text)
    assert "Dropped" not in text(page.ids["clock"])
    assert "09:50:00" in text(page.ids["clock"])
