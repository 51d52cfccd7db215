"""Two programs as feeds of one server: the second goes on where the first has died, and gives way
when that is back."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.support.postgres_server import PostgresServer
from tests.support.puppeteer import Puppeteer
from tests.support.redis_server import RedisServer
from tests.support.scrape import Scrape
from tests.support.server import MANAGE, PATIENCE, ROOT, Server, environment, prepare
from tests.support.stage import open_socket, receive, receive_until

BTC, ETH = "KRAKEN:BTC-USD", "KRAKEN:ETH-USD"
"""They trade round the clock: the hour of a test does not matter."""

RECORDED = """
from ticker.models import FeedSwitch
found = FeedSwitch.objects.order_by("ts")
answer = [[each.before, each.after, each.symbols] for each in found]
"""
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
    server = Server(var_dir, setting(*feeds))
    one_after_the_other(server, *feeds)
    server.wait_for("feeds: 1 instrument goes on with second, first is STALE")
    server.wait_for("feeds: 1 instrument goes on with first, second is LIVE")
    server.stop()


def test_so_it_does_over_redis_and_it_is_recorded_in_postgresql(
    feeds: tuple[Puppeteer, Puppeteer], redis: RedisServer, tmp_path: Path
) -> None:
    with closing(PostgresServer()) as postgres:
        both = {"REDIS_URL": redis.url, "DATABASE_URL": postgres.url}
        var_dir = prepare(tmp_path / "var", **both)
        server = Server(var_dir, "", REDIS_URL=redis.url, DATABASE_URL=postgres.url)
        publisher = subprocess.Popen(
            [*MANAGE, "runfeed", setting(*feeds)], cwd=ROOT, env=environment(var_dir, **both)
        )
        try:
            one_after_the_other(server, *feeds)
            recorded = kept(server, 2)
        finally:
            publisher.terminate()
            publisher.wait(PATIENCE)
            server.stop()
    assert recorded == [["first", "second", 1], ["second", "first", 1]]


def kept(server: Server, count: int) -> list[list[object]]:
    """The switches in the database, once there are so many: it is written once a second."""
    end = time.monotonic() + PATIENCE
    while len(found := server.run(RECORDED)) < count:
        assert time.monotonic() < end, found
        time.sleep(0.1)
    return list(found)


def setting(first: Puppeteer, second: Puppeteer) -> str:
    return f"first={first.feed} second={second.feed}"


def one_after_the_other(server: Server, first: Puppeteer, second: Puppeteer) -> None:
    with open_socket(server, "/ws/ticker/boards/crypto/?rate=10") as page:
        first.say(first.trade(BTC, "61001.5"))
        receive_until(page, lambda message: "61,001.5" in message)
        second.say(second.trade(BTC, "50000"), second.trade(ETH, "3001.5"))
        receive_until(page, lambda message: "3,001.5" in message)
        receive_until(page, lambda message: "first LIVE · second LIVE" in said(message))
        assert last(server, BTC) == "61001.5"

        first.mute()
        first.cut()
        receive_until(page, lambda message: "first STALE 3s · second LIVE" in said(message))
        second.say(second.trade(BTC, "61002.5"))
        messages = receive_until(page, lambda message: "61,002.5" in message)
        assert not any("50,000" in message for message in messages)

        first.unmute()
        receive_until(page, lambda message: "first LIVE · second LIVE" in said(message))
        assert last(server, BTC) == "61002.5"
        message = ""
        while "61,003.5" not in message:  # once it has lived for long enough
            first.say(first.trade(BTC, "61003.5"))
            message = receive(page)
    assert Scrape(server.get("/metrics").text).value("feed_switches_total") == 2


def last(server: Server, symbol: str) -> str:
    (row,) = json.loads(server.get(f"/boards/all.json?q={symbol}").text)["rows"]
    return str(row["last"])
