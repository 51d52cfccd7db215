"""Two programs as feeds of one server: the second goes on where the first has died, and gives way
when that is back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.puppeteer import Puppeteer
from tests.scrape import Scrape
from tests.server import Server
from tests.stage import open_socket, receive, until

BTC, ETH = "KRAKEN:BTC-USD", "KRAKEN:ETH-USD"
"""They trade round the clock: the hour of a test does not matter."""

STATE = re.compile(r'<p [^>]*id="state".*?</p>')
TAG = re.compile("<[^>]*>")


@pytest.fixture
def feeds() -> Iterator[tuple[Puppeteer, Puppeteer]]:
    with ExitStack() as stack:
        first, second = (stack.enter_context(closing(Puppeteer())) for _ in range(2))
        yield first, second


def said(message: str) -> str:
    """The status bar's words about feeds."""
    found = STATE.search(message)
    return " ".join(TAG.sub(" ", found[0]).split()) if found else ""


def test_the_second_goes_on_where_the_first_has_died(
    feeds: tuple[Puppeteer, Puppeteer], var_dir: Path
) -> None:
    first, second = feeds
    server = Server(var_dir, f"first={first.feed} second={second.feed}")
    with open_socket(server, "/ws/ticker/boards/crypto/?rate=10") as page:
        first.say(first.trade(BTC, "61001.5"))
        until(page, lambda message: "61,001.5" in message)
        second.say(second.trade(BTC, "50000"), second.trade(ETH, "3001.5"))
        until(page, lambda message: "3,001.5" in message)
        until(page, lambda message: "first LIVE · second LIVE" in said(message))
        assert last(server, BTC) == "61001.5"

        first.mute()
        first.cut()
        until(page, lambda message: "first STALE 3s · second LIVE" in said(message))
        second.say(second.trade(BTC, "61002.5"))
        messages = until(page, lambda message: "61,002.5" in message)
        assert not any("50,000" in message for message in messages)

        first.unmute()
        until(page, lambda message: "first LIVE · second LIVE" in said(message))
        assert last(server, BTC) == "61002.5"
        message = ""
        while "61,003.5" not in message:  # once it has lived for long enough
            first.say(first.trade(BTC, "61003.5"))
            message = receive(page)
    assert Scrape(server.get("/metrics").text).value("feed_switches_total") == 2
    server.wait_for("feeds: 1 instrument goes on with second, first is STALE")
    server.wait_for("feeds: 1 instrument goes on with first, second is LIVE")
    server.stop()


def last(server: Server, symbol: str) -> str:
    (row,) = json.loads(server.get(f"/boards/all.json?q={symbol}").text)["rows"]
    return str(row["last"])
