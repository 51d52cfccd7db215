"""Many tabs edit one list at the same time: nothing is lost, nothing is twice, nothing fails."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.support.person import Person, people
from tests.support.postgres_server import PostgresServer
from tests.support.server import Answer, Server, prepare

TABS = 8
SHARED = ("XNAS:AAPL", "XNAS:MSFT", "XNAS:NVDA", "XNYS:IBM", "ARCX:SPY", "KRAKEN:BTC-USD")
"""All tabs add these, each in another order."""

FIELDS = ("note", "quantity", "cost", "commission", "trade_date", "high_limit", "low_limit")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest, var_dir: Path) -> Iterator[Server]:
    if request.param == "sqlite":
        yield from served(var_dir)
        return
    postgres = PostgresServer()
    try:
        prepare(var_dir, DATABASE_URL=postgres.url)
        yield from served(var_dir, postgres.url)
    finally:
        postgres.close()


def served(var_dir: Path, url: str = "") -> Iterator[Server]:
    server = Server(var_dir, "simulated://?instruments=30&rate=10", DATABASE_URL=url)
    yield server
    server.stop()


@pytest.fixture
def ann(server: Server, request: pytest.FixtureRequest) -> Person:
    """Somebody new in every test."""
    return people(server, request.node.originalname)[0]


def all_at_once(tabs: list[Callable[[], list[Answer]]], *others: int) -> None:
    """Asserts that all are answered as an edit is, or with one of the other codes."""
    with ThreadPoolExecutor(len(tabs)) as threads:
        answers = [answer for each in threads.map(lambda tab: tab(), tabs) for answer in each]
    assert {answer.status for answer in answers} <= {302, *others}, answers


def test_what_many_add_is_there_once_and_what_one_adds_is_there(ann: Person) -> None:
    listed = json.loads(ann.get("/boards/all.json").text)["rows"]
    own = [row["symbol"] for row in listed if row["symbol"] not in SHARED][: TABS * 2]
    address = ann.create("Raced")

    def tab(number: int) -> list[Answer]:
        mine = own[number * 2 : number * 2 + 2]
        order = [*SHARED[number % 6 :], *SHARED[: number % 6], *mine]
        return [ann.post(f"{address}add/", q=symbol) for symbol in order]

    all_at_once([partial(tab, number) for number in range(TABS)])
    rows = ann.rows(address)
    assert sorted(rows) == sorted([*SHARED, *own])


def test_moves_notes_and_removals_leave_every_entry_whole(ann: Person) -> None:
    address = ann.create("Shuffled", *SHARED)

    def moves(symbol: str) -> list[Answer]:
        ways = ("up", "up", "down", "up", "down", "down")
        return [ann.post(f"{address}edit/", do=f"{way} {symbol}") for way in ways]

    def notes(symbol: str) -> list[Answer]:
        blank = dict.fromkeys(FIELDS, "")
        return [ann.post(f"{address}entries/{symbol}/", **{**blank, "note": f"of {symbol}"})]

    def comes_and_goes() -> list[Answer]:
        steps = [("add/", {"q": "XNYS:GE"}), ("edit/", {"do": "remove XNYS:GE"})]
        answers = [ann.post(address + path, **fields) for path, fields in steps]
        (removed,) = re.findall(r'name="entry" value="(\d+)"', ann.get(f"{address}edit/").text)
        return [*answers, ann.post(f"{address}put-back/", entry=removed)]

    tabs = [partial(moves, symbol) for symbol in SHARED]
    tabs += [partial(notes, symbol) for symbol in SHARED]
    all_at_once([*tabs, comes_and_goes])
    rows = json.loads(ann.get(f"{address.rstrip('/')}.json").text)["rows"]
    notes_now = {row["symbol"]: row["note"] for row in rows}
    assert notes_now == {**{symbol: f"of {symbol}" for symbol in SHARED}, "XNYS:GE": None}


def test_who_has_no_list_gets_one_however_many_stars_there_are(ann: Person) -> None:
    def star(symbol: str) -> list[Answer]:
        return [ann.post("/watchlists/star/", symbol=symbol)]

    all_at_once([partial(star, symbol) for symbol in SHARED])
    page = ann.get("/watchlists/").text
    assert page.count("default ★") == 1
    (address,) = re.findall(r'<li><a href="(/watchlists/\d+/)">', page)
    assert sorted(ann.rows(address)) == sorted(SHARED)


def test_a_list_that_is_edited_while_it_is_deleted_is_gone(ann: Person) -> None:
    for number in range(5):
        address = ann.create(f"Doomed {number}", *SHARED)

        def moves(symbol: str, address: str = address) -> list[Answer]:
            return [ann.post(f"{address}edit/", do=f"up {symbol}") for _ in range(4)]

        def deletes(address: str = address) -> list[Answer]:
            return [ann.post(f"{address}delete/")]

        all_at_once([*(partial(moves, symbol) for symbol in SHARED), deletes, deletes], 404)
        assert ann.get(address).status == 404
