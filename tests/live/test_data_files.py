"""Boards for programs: .json and .csv."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.support.stage import LISTED, Stage

FIELDS = [
    "symbol",
    "name",
    "last",
    "chg",
    "chg_pct",
    "bid",
    "ask",
    "volume",
    "open",
    "high",
    "low",
    "prev_close",
    "ts_event",
    "status",
]


def test_json_has_the_board_the_time_the_feed_and_rows(stage: Stage) -> None:
    answer = stage.server.get("/boards/all.json")
    data = json.loads(answer.text)
    assert answer.headers["Content-Type"] == "application/json"
    assert list(data) == ["board", "as_of", "feed", "rows"]
    assert data["board"] == "all"
    assert data["as_of"].isdecimal()
    assert data["feed"] == {"name": "exec", "word": "LIVE"}
    assert all(list(row) == FIELDS for row in data["rows"])


def test_values_are_strings_and_what_is_missing_is_null(stage: Stage) -> None:
    symbol = stage.symbols[10]
    trade = stage.puppeteer.trade(symbol, "99.5", "0.000001")
    stage.say(trade)
    rows = {row["symbol"]: row for row in stage.data("/boards/all.json")["rows"]}
    assert rows[symbol] | {"name": ""} == {
        "symbol": symbol,
        "name": "",
        "last": "99.50",
        "chg": "-0.50",
        "chg_pct": "-0.50",
        "bid": "100.99",
        "ask": "101.01",
        "volume": "100.000001",
        "open": "101.00",
        "high": "101.00",
        "low": "99.50",
        "prev_close": "100.00",
        "ts_event": str(trade["ts_event"]),
        "status": "LIVE",
    }
    silent = [row for row in rows.values() if row["last"] is None and row["bid"] is None]
    assert len(silent) == len(rows) - LISTED - 1
    assert {row[key] for row in silent for key in FIELDS[2:]} == {None}


def test_every_row_is_there_whatever_the_page(stage: Stage) -> None:
    every = stage.data("/boards/all.json")["rows"]
    assert len(every) > 500
    assert stage.data("/boards/all.json?page=2")["rows"] == every


def test_sort_and_filter_are_kept(stage: Stage) -> None:
    best = stage.data("/boards/all.json?sort=-last")["rows"]
    assert [row["symbol"] for row in best[:3]] == list(reversed(stage.symbols))[:3]
    assert best[-1]["last"] is None
    found = stage.data(f"/boards/all.json?q={stage.symbols[0].lower()}")["rows"]
    assert [row["symbol"] for row in found] == [stage.symbols[0]]


def test_csv_neutralises_what_a_spreadsheet_would_run(stage: Stage) -> None:
    make = stage.puppeteer
    names = ["=1+1", "+1", "-1", "@SUM(A1)", '"quoted", and more', "plain"]
    stage.say(
        *(make.event("reference", stage.symbols[i], name=name) for i, name in enumerate(names))
    )
    answer = stage.server.get("/boards/all.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    neutral = [*(f"'{name}" for name in names[:4]), *names[4:]]
    assert [row["name"] for row in rows[: len(names)]] == neutral
    stage.say(make.trade(stage.symbols[0], "1"))
    row = next(csv.DictReader(io.StringIO(stage.server.get("/boards/all.csv").text, newline="")))
    assert row["chg"] == "-99.00"


@pytest.mark.parametrize("path", ["/boards/all.json", "/boards/all.csv", "/boards/all/", "/"])
def test_only_reading_is_allowed(stage: Stage, path: str) -> None:
    head = stage.server.get(path, "HEAD")
    assert (head.status, head.text) == (200, "")
    answers = {stage.server.get(path, method).status for method in ("POST", "PUT", "DELETE")}
    # Without its token a form is refused before anything else is looked at.
    assert answers <= {403, 405}


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_what_there_is_not(stage: Stage, kind: str) -> None:
    assert stage.server.get(f"/boards/nothing.{kind}").status == 404
    assert stage.server.get(f"/boards/all.{kind}?sort=bogus").status == 400
