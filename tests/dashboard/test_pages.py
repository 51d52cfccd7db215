"""Pages, data files and errors over HTTP. None of them reads the database."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import parse_qs

import pytest
from django.test import Client
from msgspec import structs

from dashboard.boards.boards import BOARDS
from stock_ticker.csp import POLICY
from tests.dashboard.conftest import AAPL, IBM, frame
from tests.support.openpage import OpenPage
from ticker.live.mirror import Mirror
from ticker.rows.columns import DEFAULT
from ticker.web.build import build

ADDRESSES = ["/", "/search/", "/search/?q=bank", *(f"/boards/{slug}/" for slug in BOARDS)]


def row_ids(html: str, table: str = "board") -> list[str]:
    return re.findall(rf'<tr id="row-{table}-([\w.-]+)"', html)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_complete_and_never_cached(
    client: Client, mirror: Mirror, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"] == POLICY
    assert "no-store" in response.headers["Cache-Control"]
    html = response.content.decode()
    assert '<noscript><meta http-equiv="refresh"' in html
    assert html.count('id="pulse"') == html.count('id="watchdog"') == 1
    assert html.count('id="proof-even"') == html.count('id="proof-odd"') == 1
    assert 'hx-swap="none"' in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_the_page_and_its_socket_have_the_same_choices(client: Client, mirror: Mirror) -> None:
    html = client.get("/boards/etfs/?sort=-last&q=s&page=1&rate=1").content.decode()
    path, _, query = OpenPage(html).socket.partition("?")
    assert path == "/ws/ticker/boards/etfs/"
    wanted = {"q": ["s"], "sort": ["-last"], "rate": ["1"], "time_zone": [""], "build": [build()]}
    assert parse_qs(query, keep_blank_values=True) == {**wanted, "columns": list(DEFAULT)}


def test_a_first_page_flashes_nothing(client: Client, mirror: Mirror) -> None:
    mirror.receive(frame(2, structs.replace(IBM, flash=1, tick=1, n=2)))
    assert "flash-" not in client.get("/boards/all/?q=ibm").content.decode()


def test_pages_divide_the_board(client: Client, mirror: Mirror) -> None:
    size = len(mirror.universe)
    pages = [
        row_ids(client.get(f"/boards/all/?page={number}").content.decode())
        for number in range(1, -(-size // 100) + 1)
    ]
    assert all(len(page) <= 100 for page in pages)
    assert sum(map(len, pages)) == len({row for page in pages for row in page}) == size


def test_a_sort_link_goes_from_the_greatest_to_the_least_to_the_lists_own_order(
    client: Client, mirror: Mirror
) -> None:
    address, seen = "/boards/all/", []
    for _ in range(3):
        html = client.get(address).content.decode()
        headers = re.findall(r"<th [^>]*>.*?</th>", html.split("</thead>")[0], re.DOTALL)
        header = next(each for each in headers if re.search(r">\s*Last\b", each))
        query = re.findall(r'href="([^"]+)"', header)[0]
        seen.append((query, re.findall(r'aria-sort="(\w+)"', header)))
        address = "/boards/all/" + query
    assert seen == [("?sort=-last", []), ("?sort=last", ["descending"]), ("?", ["ascending"])]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/boards/nope/", 404),
        ("/boards/nope.json", 404),
        ("/boards/all/?page=99", 404),
        ("/boards/all/?page=0", 400),
        ("/boards/all/?sort=bogus", 400),
        ("/boards/all.csv?columns=bogus", 400),
        ("/?board=nope", 400),
        ("/search/?q=" + "x" * 50, 400),
        ("/search/suggest/?q=" + "x" * 10_000, 400),
        ("/nowhere/", 404),
    ],
)
def test_a_bad_address_is_explained(
    client: Client, mirror: Mirror, address: str, status: int
) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert response.headers["Content-Security-Policy"] == POLICY
    html = response.content.decode()
    assert "<h1>" in html
    assert ('role="search"' in html) is (status == 404), "what is not there may be found elsewhere"


@pytest.mark.parametrize(("kind", "has_search"), [("full", True), ("partial", False)])
def test_what_is_swapped_into_a_page_brings_no_second_search(
    client: Client, mirror: Mirror, kind: str, has_search: bool
) -> None:
    headers = {"HX-Request": "true", "HX-Request-Type": kind}
    html = client.get("/nowhere/", headers=headers).content.decode()
    assert "There is no such page" in html
    assert ('role="search"' in html) is has_search


def test_only_reading_is_allowed(client: Client, mirror: Mirror) -> None:
    for address in ("/", "/boards/all/", "/boards/all.json", "/boards/all.csv", "/search/"):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200


def test_suggestions_are_options(client: Client, mirror: Mirror) -> None:
    html = client.get("/search/suggest/?q=apple").content.decode()
    assert html.startswith('<option value="XNAS:AAPL">')


def test_json_has_every_row_whatever_the_page(client: Client, mirror: Mirror) -> None:
    data = client.get("/boards/all.json?page=3").json()
    assert list(data) == ["board", "as_of", "feed", "rows"]
    assert data["board"] == "all"
    assert data["as_of"] == "1795000000000000000"
    assert data["feed"] == {"name": "test", "word": "LIVE"}
    assert len(data["rows"]) == len(mirror.universe)
    row = next(row for row in data["rows"] if row["symbol"] == "XNYS:IBM")
    assert row == {
        "symbol": "XNYS:IBM",
        "name": "IBM",
        "last": "182.90",
        "chg": "2.90",
        "chg_pct": "1.61",
        "bid": "182.90",
        "ask": None,
        "volume": "613450",
        "open": None,
        "high": None,
        "low": None,
        "prev_close": "180.00",
        "ts_event": "1795000000000000000",
        "status": "LIVE",
    }


def test_data_files_keep_the_filter_and_the_sort(client: Client, mirror: Mirror) -> None:
    rows = client.get("/boards/gainers.json?sort=last").json()["rows"]
    assert [row["symbol"] for row in rows] == ["XNYS:IBM", "KRAKEN:BTC-USD"]


def test_csv_is_the_same_rows_and_neutralises_formulas(client: Client, mirror: Mirror) -> None:
    mirror.receive(frame(2, structs.replace(AAPL, name='=cmd("x")', n=2)))
    response = client.get("/boards/all.csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="all.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert len(rows) == len(mirror.universe)
    apple = next(row for row in rows if row["symbol"] == "XNAS:AAPL")
    assert apple["name"] == """'=cmd("x")"""
    assert (apple["last"], apple["chg"], apple["ask"]) == ("99.00", "-1.00", "")


def test_hostile_text_is_text(client: Client, mirror: Mirror) -> None:
    name = '<script>alert(1)</script><hx-partial></template>" hx-on:click="x" %(row_id)s {{ 1 }}'
    mirror.receive(frame(2, structs.replace(IBM, name=name, status="HALTED <b>", n=2)))
    html = client.get("/boards/all/?q=script&columns=name&columns=status").content.decode()
    assert row_ids(html) == ["XNYS-IBM"]
    assert "<script>alert" not in html
    assert "<hx-partial" not in html
    assert "%(row_id)s {{ 1 }}" in html
    assert "HALTED &lt;b&gt;" in html
