"""A page that is one too many: it is drawn, says that it is not live, and is when there is room."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.windows import OUTAGE, Windows, wait_for_beat
from tests.support.server import PATIENCE, Server
from tests.support.stage import open_socket, receive


def test_it_comes_back_by_itself_when_there_is_room(var_dir: Path, windows: Windows) -> None:
    windows.forgive(*OUTAGE)
    server = Server(var_dir, "simulated://?instruments=30&rate=50", SOCKET_LIMIT="1")
    page = windows.empty()
    # So that it is the socket that comes back, and not the page that loads itself again.
    page.route("**/reload/", lambda route: route.abort())
    with open_socket(server, "/ws/ticker/desk/") as another:
        receive(another)
        page.goto(server.origin + "/boards/all/")
        expect(page.locator(".disconnected")).to_be_visible()
        # It has been turned away, and tries again.
        page.wait_for_event("websocket", timeout=PATIENCE * 1000)
    wait_for_beat(page)
    expect(page.locator(".disconnected")).to_be_hidden()
    server.stop()
