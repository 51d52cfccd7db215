"""The page of the feeds on a real server: who may see it, and what it says of a feed that goes
silent, fails and comes back."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.closes import read_all_until_close
from tests.support.openpage import OpenPage
from tests.support.person import Person, people
from tests.support.puppeteer import Puppeteer
from tests.support.server import Server
from tests.support.stage import receive, receive_until
from ticker.live import close_codes

BTC = "KRAKEN:BTC-USD"
SOCKET = "/ws/ticker/feeds/"

DEMOTE = """
from django.contrib.auth.models import User
answer = User.objects.filter(username="eva").update(is_staff=False)
"""


@pytest.fixture(scope="module")
def puppeteer() -> Iterator[Puppeteer]:
    puppeteer = Puppeteer()
    yield puppeteer
    puppeteer.close()


@pytest.fixture(scope="module")
def server(var_dir: Path, puppeteer: Puppeteer) -> Iterator[Server]:
    server = Server(var_dir, puppeteer.feed)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def eva(server: Server) -> Person:
    """A member of the staff."""
    return people(server, "eva", is_staff=True)[0]


def fact(name: str, value: object) -> str:
    return f'<dd class="{name}">{value}</dd>'


def test_a_feed_that_fails_and_comes_back_is_seen_to(
    server: Server, puppeteer: Puppeteer, eva: Person
) -> None:
    page = OpenPage(eva.get("/feeds/").text)
    with eva.open(page.ids["live"].get("hx-ws:connect", "")) as socket:
        puppeteer.say(puppeteer.epoch(), puppeteer.trade(BTC, "61000"), b"nonsense\n")
        receive_until(socket, lambda said: fact("shown", "1 instrument") in said)
        shown = receive_until(socket, lambda said: "<li>malformed 1</li>" in said)[-1]
        assert 'data-feed="exec" data-word="LIVE"' in shown
        assert 'stock_ticker_connections{page="feeds"} 1.0' in server.get("/metrics").text
        receive_until(socket, lambda said: 'class="rate">' in said and 'class="rate">—' not in said)

        puppeteer.mute()
        receive_until(socket, lambda said: 'data-feed="exec" data-word="STALE' in said)
        kill_program(server)
        failed = receive_until(socket, lambda said: fact("failures", 1) in said)[-1]
        assert "ended with exit code -9" in failed
        assert 'data-feed="exec" data-word="STALE' in failed

        puppeteer.unmute()
        healed = receive_until(socket, lambda said: 'data-feed="exec" data-word="LIVE"' in said)
        for each in healed:
            page.apply(each)
        assert fact("failures", 1) in healed[-1], "what was is not forgotten"
        assert '<dd class="gaps">1, the last of' in healed[-1]
    (feed,) = json.loads(eva.get("/feeds.json").text)["feeds"]
    assert (feed["name"], feed["failures"], feed["symbols"]) == ("exec", 1, 1)
    assert feed["rejected"] == {"malformed": 1}
    assert feed["gaps"] == 1
    assert 0 < int(feed["last_gap"]["since"]) < int(feed["last_gap"]["until"])
    assert feed["events"] > 1


def kill_program(server: Server) -> None:
    """The program that the feed is."""
    pid = server.process.pid
    (child,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    os.kill(int(child), signal.SIGKILL)


def test_it_is_for_the_staff_alone_also_while_it_is_open(server: Server, eva: Person) -> None:
    (bob,) = people(server, "bobby")
    nobody = Person(server, "")
    for path in ("/feeds/", "/feeds.json"):
        assert bob.get(path).status == 404
        asked = nobody.get(path)
        assert (asked.status, asked.headers["Location"]) == (302, f"/accounts/login/?next={path}")
    for stranger in (bob, nobody):
        with stranger.open(SOCKET) as socket:
            read_all_until_close([socket], 5, lambda: None)
        assert socket.close_code == close_codes.NOT_FOUND
    with eva.open(SOCKET) as socket:
        receive(socket)
        read_all_until_close([socket], 5, lambda: server.run(DEMOTE))
    assert socket.close_code == close_codes.NOT_FOUND
    assert eva.get("/feeds/").status == 404
