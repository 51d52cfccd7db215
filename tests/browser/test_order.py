"""Rows of a ranked table change places every few seconds, but not under somebody's hands."""

from __future__ import annotations

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.windows import Windows, cell, row, symbols, wait_for_beat
from tests.support.stage import Stage

HOLD = 7
"""Heartbeats, one a second: longer than the order is left alone between two rankings."""


def test_the_order_holds_while_the_pointer_or_the_focus_is_inside(
    stage: Stage, windows: Windows
) -> None:
    gainers = stage.server.origin + "/boards/gainers/"
    pointer, focus = (windows.open(gainers) for _ in range(2))
    cut, sockets = routed(windows, gainers)
    pages, before = (pointer, focus, cut), symbols(pointer)
    riser, link = before[5], f"{row(before[3])} a"
    pointer.hover(row(before[3]))
    focus.locator(link).focus()
    cut.locator(link).focus()
    cut.evaluate("link => { window.link = document.querySelector(link) }", link)
    wait_for_beat(cut, 2)
    stage.say(stage.puppeteer.trade(riser, "150"))
    wait_for_beat(cut, HOLD)
    for page in pages:
        expect(page.locator(cell(riser, "last"))).to_have_text("150.00")
        assert symbols(page) == before

    pointer.mouse.move(5, 5)
    focus.locator("#filter").focus()
    # A page that comes back is sent all rows in their present order, wherever its focus is.
    sockets[-1].close(code=1001)
    for page in pages:
        first = page.locator("#rows-board tr").first
        expect(first).to_have_attribute("data-symbol", riser)
    expect(focus.locator("#filter")).to_be_focused()
    assert cut.evaluate("window.link === document.activeElement")


def routed(windows: Windows, url: str) -> tuple[Page, list[WebSocketRoute]]:
    """A window whose sockets can be closed from here."""
    page = windows.empty()
    sockets: list[WebSocketRoute] = []

    def through(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket("**", through)
    page.goto(url)
    page.wait_for_function("() => window.beats > 1")
    return page, sockets
