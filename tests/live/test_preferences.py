"""What somebody prefers is pushed, too; and a page that is open stays as it was drawn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from tests.support.markup import text
from tests.support.openpage import OpenPage
from tests.support.person import Person, people
from tests.support.postgres_server import PostgresServer
from tests.support.server import Server, prepare
from tests.support.stage import Stage, receive, receive_until
from ticker.rows import formats

BOARD = "/boards/all/"
ADDRESS = "/accounts/preferences/"


@pytest.fixture
def traveller(stage: Stage) -> Person:
    (person,) = people(stage.server, "traveller")
    prefer(person, theme="dark", time_zone="Asia/Kolkata", rate="10", columns="time")
    return person


def prefer(person: Person, **fields: str) -> None:
    assert person.post(ADDRESS, **{"rate": "5", **fields}).status == 302


def headers(page: OpenPage) -> list[str]:
    return [text(each) for each in page.ids["table-board"].iter("th") if each.get("scope") == "col"]


def cells(page: OpenPage) -> list[list[str]]:
    return [[text(each) for each in row] for row in page.rows()]


def test_the_time_is_pushed_in_the_zone_that_is_preferred(traveller: Person, stage: Stage) -> None:
    symbol = stage.symbols[0]
    page = OpenPage(traveller.get(BOARD).text)
    assert headers(page) == ["Watchlist", "Symbol", "Time (Kolkata)"]
    with traveller.open(page.socket) as socket:
        page.apply(receive(socket))
        trade = stage.puppeteer.trade(symbol, "66.66")
        stage.puppeteer.say(trade)
        wanted = f'data-ts="{int(str(trade["ts_event"])) // 1_000_000}"'
        for message in receive_until(socket, lambda message: wanted in message):
            page.apply(message)
    time = formats.clock(int(str(trade["ts_event"])), ZoneInfo("Asia/Kolkata"))
    assert page.cell(symbol, "time") == time
    assert OpenPage(traveller.get(BOARD).text).cell(symbol, "time") == time


def test_an_open_page_whose_socket_opens_again_stays_as_it_was_drawn(
    traveller: Person, stage: Stage
) -> None:
    page = OpenPage(traveller.get(BOARD).text)
    before = cells(page)
    prefer(traveller, rate="0", time_zone="", columns="last")
    with traveller.open(page.socket) as socket:
        for message in receive_until(socket, lambda message: "<tbody" in message):
            page.apply(message)
    assert cells(page) == before
    assert headers(OpenPage(traveller.get(BOARD).text)) == ["Watchlist", "Symbol", "Last"]


@pytest.mark.parametrize("path", ["/nowhere/", "/boards/all/?sort=bogus", ADDRESS, "/watchlists/"])
def test_pages_that_are_not_live_look_as_preferred(traveller: Person, path: str) -> None:
    assert 'data-theme="dark"' in traveller.get(path).text


def test_pages_of_errors_keep_no_connection_to_the_database(tmp_path: Path) -> None:
    postgres = PostgresServer()
    try:
        prepare(tmp_path, DATABASE_URL=postgres.url)
        server = Server(tmp_path, "simulated://?instruments=30&rate=10", DATABASE_URL=postgres.url)
        (person,) = people(server, "traveller")
        prefer(person, theme="dark")
        with ThreadPoolExecutor(8) as threads:
            pages = list(threads.map(person.get, [f"/nowhere/{number}/" for number in range(40)]))
        assert {page.status for page in pages} == {404}
        assert all('data-theme="dark"' in page.text for page in pages)
        with psycopg.connect(postgres.url) as connection:
            kept = connection.execute(
                "SELECT query FROM pg_stat_activity WHERE query LIKE '%dashboard_preferences%' "
                "AND pid <> pg_backend_pid()"
            )
            assert kept.fetchall() == []
        server.stop()
    finally:
        postgres.close()
