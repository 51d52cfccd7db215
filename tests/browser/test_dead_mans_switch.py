"""A stale price is never shown as live: not when the feed, the server or the network is dead."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.windows import OUTAGE, Windows, row, wait_for_beat
from tests.support.stage import Stage

VEIL = "() => getComputedStyle(document.querySelector('#pulse'), '::after').visibility"

logger = logging.getLogger(__name__)


@contextmanager
def timed(what: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    logger.info("%s after %.1f s", what, time.monotonic() - started)


def expect_disconnected(page: Page, what: str) -> None:
    with timed(f"{what}: DISCONNECTED"):
        expect(page.locator(".disconnected")).to_be_visible()
    assert page.evaluate(VEIL) == "visible"


def expect_connected(page: Page) -> None:
    wait_for_beat(page)
    expect(page.locator(".disconnected")).to_be_hidden()
    expect(page.locator(".connected")).to_be_visible()
    assert page.evaluate(VEIL) == "hidden"


def test_a_server_that_hangs(stage: Stage, windows: Windows) -> None:
    windows.forgive(*OUTAGE)
    page = windows.open(stage.server.origin + "/boards/all/")
    expect_connected(page)
    stage.server.process.send_signal(signal.SIGSTOP)
    try:
        expect_disconnected(page, "server stopped")
    finally:
        stage.server.process.send_signal(signal.SIGCONT)
    expect_connected(page)


def test_one_heartbeat_after_a_silence_proves_nothing(stage: Stage, windows: Windows) -> None:
    """As when a page goes on that stood still: what it draws first has waited in the browser."""
    windows.forgive(*OUTAGE)
    page = windows.empty()
    held: list[str | bytes] = []
    holds = False

    def through(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            (held.append if holds else socket.send)(message)

        server.on_message(pass_on)
        sockets.append(socket)

    sockets: list[WebSocketRoute] = []
    page.route_web_socket("**", through)
    page.route("**/reload/", lambda route: route.abort())
    page.goto(stage.server.origin + "/boards/all/")
    expect_connected(page)
    wait_for_beat(page, 2)
    holds = True
    expect(page.locator("#proof-even")).to_be_visible()
    expect(page.locator("#proof-odd")).to_be_visible()
    one = next(each for each in held if 'id="pulse"' in str(each))
    page.evaluate("() => { window.known = window.beats }")
    sockets[-1].send(one)
    page.wait_for_function("() => window.beats > window.known")
    expect(page.locator(".disconnected")).to_be_hidden()
    assert sum(each.is_visible() for each in page.locator(".unproved").all()) == 1
    holds = False
    expect(page.locator("#proof-even")).to_be_hidden()
    expect(page.locator("#proof-odd")).to_be_hidden()


def test_a_network_that_is_cut(stage: Stage, windows: Windows) -> None:
    windows.forgive(*OUTAGE)
    page = windows.empty()
    open_sockets: list[WebSocketRoute] = []
    is_cut = False

    def through(socket: WebSocketRoute) -> None:
        if is_cut:
            socket.close(code=1006)
        else:
            socket.connect_to_server()
            open_sockets.append(socket)

    page.route_web_socket("**", through)
    page.goto(stage.server.origin + "/boards/all/")
    expect_connected(page)
    is_cut = True
    for socket in open_sockets:
        socket.close(code=1001)
    expect_disconnected(page, "socket cut")
    is_cut = False
    expect_connected(page)


def test_a_feed_that_falls_silent(stage: Stage, windows: Windows) -> None:
    page = windows.open(stage.server.origin + "/boards/all/")
    expect_connected(page)
    state, symbol = page.locator("#state"), stage.symbols[3]
    word = page.locator(f"{row(symbol)} .word")
    expect(state).to_have_attribute("data-word", "LIVE")
    stage.puppeteer.mute()
    with timed("feed muted: STALE"):
        page.wait_for_function(
            "() => document.querySelector('#state').dataset.word.startsWith('STALE')"
        )
    age = state.get_attribute("data-word")
    page.wait_for_function("age => document.querySelector('#state').dataset.word > age", arg=age)
    page.wait_for_function(
        """selector => document.querySelector(selector).textContent
            === document.querySelector('#state').dataset.word""",
        arg=f"{row(symbol)} .word",
    )
    expect(page.locator(".disconnected")).to_be_hidden()
    stage.puppeteer.unmute()
    expect(state).to_have_attribute("data-word", "LIVE")
    expect(word).to_have_text("")
    expect(page.locator(".held")).to_have_count(0)


def test_a_halt_holds_its_row_and_says_why(stage: Stage, windows: Windows) -> None:
    page = windows.open(stage.server.origin + "/boards/all/")
    make, symbol = stage.puppeteer, stage.symbols[3]
    word = page.locator(f"{row(symbol)} .word")
    make.say(make.event("tradingstatus", symbol, status="HALTED", reason="T1"))
    expect(word).to_have_text("HALTED T1")
    make.say(make.event("tradingstatus", symbol, status="TRADING"))
    expect(word).to_have_text("")
