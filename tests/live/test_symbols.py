"""The page of an instrument over real sockets: quote, chart, time and sales, and history."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from decimal import Decimal
from itertools import pairwise

import pytest
from websockets.exceptions import ConnectionClosed

from tests.support.markup import parse, text
from tests.support.openpage import OpenPage
from tests.support.server import Server
from tests.support.stage import Stage, open_socket, receive, receive_until
from ticker.live import close_codes

IBM = "XNYS:IBM"
PATH = f"/symbols/{IBM}/"


def prints(page: OpenPage) -> list[list[str]]:
    """Without their times, the newest first."""
    rows = page.ids["prints"].iter("tr")
    return [[text(cell) for cell in list(row)[1:]] for row in list(rows)[1:]]


def bars(stage: Stage) -> list[dict[str, str]]:
    said = stage.server.get(f"/symbols/{IBM}.json?interval=1m").text
    found: list[dict[str, str]] = json.loads(said)["bars"]
    return found


def wait_for_volume(stage: Stage, volume: int) -> None:
    """In the newest bar: they come once a second, and what is sent meanwhile is at least a
    heartbeat."""
    with stage.open("/ws/ticker/desk/") as socket:
        receive_until(
            socket, lambda said: any(Decimal(each["volume"]) >= volume for each in bars(stage))
        )


def has_plot(said: str) -> bool:
    return 'id="chart-plot"' in said


def quoted(page: OpenPage) -> str:
    return text(page.ids["row-quote-XNYS-IBM"])


def test_what_trades_is_on_the_page_without_the_chart_being_sent_again(stage: Stage) -> None:
    make = stage.puppeteer
    stage.say(make.trade(IBM, "182.91", "3000"))
    wait_for_volume(stage, 3000)
    page = OpenPage(stage.server.get(PATH).text)
    assert "182.91" in quoted(page)
    with stage.open(page.socket) as socket:
        receive_until(socket, has_plot)
        make.say(make.trade(IBM, "182.95", "200"))
        messages = receive_until(socket, lambda said: 'id="prints"' in said and "182.95" in said)
        for each in messages:
            page.apply(each)
        receive_until(
            socket, lambda said: 'id="row-quote-XNYS-IBM"' in said or "182.95" in quoted(page)
        )
    assert prints(page)[0][:2] == ["182.95", "200"]
    assert prints(page)[1][:2] == ["182.91", "3,000"]
    assert not any(map(has_plot, messages))
    assert "182.95" in text(page.ids["chart-live"])


def test_a_price_beyond_the_scale_brings_the_plot_anew(stage: Stage) -> None:
    make = stage.puppeteer
    stage.say(make.trade(IBM, "182.91"))
    wait_for_volume(stage, 100)
    page = OpenPage(stage.server.get(PATH).text)
    with stage.open(page.socket) as socket:
        receive_until(socket, has_plot)
        make.say(make.trade(IBM, "250"))
        receive_until(socket, has_plot)


def test_a_cancelled_trade_is_marked_and_counts_no_more(stage: Stage) -> None:
    make = stage.puppeteer
    stage.say(make.trade(IBM, "182.91", "300"))
    stage.say(make.trade(IBM, "9999", "500", trade_id="wrong"))
    page = OpenPage(stage.server.get(PATH).text)
    with stage.open(page.socket) as socket:
        receive(socket)
        make.say(make.event("tradecorrection", IBM, trade_id="wrong", action="cancel"))
        for each in receive_until(socket, lambda said: "cancelled" in said):
            page.apply(each)
        assert prints(page)[0][-1] == "cancelled"
        # The bars follow within a second.
        receive_until(socket, lambda said: Decimal(bars(stage)[-1]["high"]) < 9999)


def test_a_halt_is_in_the_history(stage: Stage) -> None:
    make = stage.puppeteer
    stage.say(make.trade(IBM, "182.91"))
    page = OpenPage(stage.server.get(PATH).text)
    with stage.open(page.socket) as socket:
        receive(socket)
        make.say(make.event("tradingstatus", IBM, status="HALTED", reason="T1"))
        for each in receive_until(
            socket, lambda said: 'id="statuses"' in said and "HALTED T1" in said
        ):
            page.apply(each)
    make.say(make.event("tradingstatus", IBM, status="TRADING"))
    assert "HALTED T1" in text(page.ids["statuses"])


def test_the_data_is_exact_and_that_of_the_chart(stage: Stage) -> None:
    make = stage.puppeteer
    stage.say(make.trade(IBM, "182.91", "300"), make.trade(IBM, "182.95", "200"))
    wait_for_volume(stage, 500)
    said = json.loads(stage.server.get(f"/symbols/{IBM}.json?interval=1m").text)
    assert (said["symbol"], said["range"], said["interval"]) == (IBM, "1d", "1m")
    last = said["bars"][-1]
    assert last["close"] == "182.95"
    assert Decimal(last["high"]) >= Decimal("182.95")
    answer = stage.server.get(f"/symbols/{IBM}.csv?interval=1m")
    assert "IBM-1d-1m.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert rows[-1]["ts_open"] == last["ts_open"]


def test_todays_bar_is_the_day_that_is_quoted(stage: Stage) -> None:
    make = stage.puppeteer
    day = {"open": "179", "high": "183", "low": "178", "volume": "1000", "vwap": "181.5"}
    stage.say(make.trade(IBM, "182", "200"), make.event("reference", IBM, **day))
    today = json.loads(stage.server.get(f"/symbols/{IBM}.json?range=6m").text)["bars"][-1]
    wanted = {**day, "close": "182"}
    assert {name: Decimal(today[name]) for name in wanted} == {
        name: Decimal(value) for name, value in wanted.items()
    }


def test_a_ticker_leads_to_its_symbol(stage: Stage) -> None:
    answer = stage.server.get("/symbols/ibm/?range=1y")
    assert answer.status == 302
    assert answer.headers["Location"] == f"{PATH}?range=1y"


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/symbols/NOSUCH/", 404, "NOSUCH"),
        ("/symbols/aap/", 404, "Did you mean XNAS:AAPL"),
        ("/symbols/%3Cscript%3E/", 404, "script"),
        (f"{PATH}?range=2d", 400, "range"),
        (f"{PATH}?interval=1w", 400, "interval"),
        (f"{PATH}?kind=pie", 400, "kind"),
        (f"{PATH}?overlays=none&overlays=vwap", 400, "overlays"),
        (f"{PATH}?unknown=1", 400, "unknown"),
        (f"{PATH}chart/readout/?bar=-1", 400, "bar"),
        (f"{PATH}chart/readout/?bar=x", 400, "bar"),
        (f"{PATH}chart/bars/?slots=99999", 400, "slots"),
        ("/symbols/NOSUCH.json", 404, "NOSUCH"),
        (f"/symbols/{IBM}.csv?range=x", 400, "range"),
    ],
)
def test_a_bad_address_is_explained(stage: Stage, path: str, status: int, word: str) -> None:
    answer = stage.server.get(path)
    assert answer.status == status
    main = next(parse(answer.text.split(">", 1)[1]).iter("main"))
    assert word in text(main)
    assert not list(main.iter("script"))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/ws/ticker/symbols/XNYS:NOSUCH/", close_codes.NOT_FOUND),
        (f"/ws/ticker/symbols/{IBM}/?range=2d", close_codes.BAD_REQUEST),
    ],
)
def test_a_bad_socket_is_closed_with_its_code(stage: Stage, path: str, code: int) -> None:
    with stage.open(path) as socket:
        with pytest.raises(ConnectionClosed):
            receive_until(socket, lambda said: False)
        assert socket.close_code == code


@pytest.mark.parametrize("part", ["table", "readout"])
def test_without_scripts_the_parts_are_pages(stage: Stage, part: str) -> None:
    make = stage.puppeteer
    stage.say(make.trade(IBM, "182.91", "300"))
    wait_for_volume(stage, 300)
    said = stage.server.get(f"{PATH}chart/{part}/?interval=1m&bar=999").text
    assert said.startswith("<!doctype html>")
    assert "182.91" in said
    fetched = stage.server.get(f"{PATH}chart/{part}/?interval=1m&bar=0", **{"HX-Request": "true"})
    assert "<html" not in fetched.text


def test_the_picture_stands_alone(stage: Stage) -> None:
    answer = stage.server.get(f"{PATH}chart.svg?theme=dark")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "style=" not in answer.text
    assert "href" not in answer.text


class TestSimulated:
    """A first start has a past."""

    @pytest.fixture(autouse=True)
    def _begun(self, simulated: Server) -> None:
        """Its first frame has come."""
        with open_socket(simulated, "/ws/ticker/desk/") as socket:
            receive_until(socket, lambda said: 'data-word="SIMULATED"' in said)

    @pytest.mark.parametrize(
        ("query", "least"),
        [("range=1y", 365), ("range=5y&interval=1w", 250), ("range=6m", 180)],
    )
    def test_years_of_days(self, simulated: Server, query: str, least: int) -> None:
        began = time.monotonic()
        bars = json.loads(simulated.get(f"/symbols/XNAS:AAPL.json?{query}").text)["bars"]
        assert len(bars) >= least
        assert time.monotonic() - began < 60, "a bound for a hang, not for its speed"
        times = [int(bar["ts_open"]) for bar in bars]
        assert times == sorted(set(times))
        for bar in bars:
            low, high = Decimal(bar["low"]), Decimal(bar["high"])
            assert low <= Decimal(bar["open"]) <= high
            assert low <= Decimal(bar["close"]) <= high

    def test_todays_minutes_end_at_the_live_price(self, simulated: Server) -> None:
        page = OpenPage(simulated.get("/symbols/XNAS:AAPL/?interval=1m").text)
        last = re.search(r"[\d,.]+", text(page.ids["row-quote-XNAS-AAPL"]))
        assert last
        bars = json.loads(simulated.get("/symbols/XNAS:AAPL.json?interval=1m").text)["bars"]
        assert abs(Decimal(bars[-1]["close"]) / Decimal(last[0].replace(",", "")) - 1) < Decimal(
            "0.01"
        )
        closes = [Decimal(bar["close"]) for bar in bars]
        jumps = [abs(b / a - 1) for a, b in pairwise(closes)]
        assert max(jumps, default=Decimal(0)) < Decimal("0.05")

    def test_yesterdays_close_is_prev_close(self, simulated: Server) -> None:
        bars = json.loads(simulated.get("/symbols/XNAS:AAPL.json?range=6m").text)["bars"]
        rows = json.loads(simulated.get("/boards/all.json?q=AAPL").text)["rows"]
        (row,) = (each for each in rows if each["symbol"] == "XNAS:AAPL")
        assert Decimal(bars[-2]["close"]) == Decimal(row["prev_close"])
        assert Decimal(bars[-1]["high"]) >= Decimal(row["low"])
