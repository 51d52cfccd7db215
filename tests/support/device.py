"""A device on a wall: what its browser keeps and sends, without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie

from websockets.sync.client import ClientConnection

from tests.support.openpage import OpenPage
from tests.support.person import Person
from tests.support.server import Answer, Server
from tests.support.stage import open_socket, receive

SETTLE_BEATS = 2
"""Heartbeats, one a second, until which whatever is done to a screen is on its wall."""


class Device:
    """Its cookies by name, each with the path to which it is sent."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.cookies: dict[str, tuple[str, str]] = {}

    def get(self, path: str = "/kiosk/", method: str = "GET", **headers: str) -> Answer:
        answer = self.server.get(path, method, Cookie=self.cookie_header(path), **headers)
        for line in answer.headers.get_all("Set-Cookie") or []:
            for morsel in SimpleCookie(line).values():
                self.cookies[morsel.key] = morsel.value, morsel["path"]
        return answer

    def cookie_header(self, path: str) -> str:
        kept = self.cookies.items()
        return "; ".join(f"{name}={value}" for name, (value, at) in kept if path.startswith(at))

    @property
    def token(self) -> str:
        return self.cookies["kiosk"][0]

    def code(self) -> str:
        """The one that it shows."""
        found = re.search(r'class="code">([^<]+)<', self.get().text)
        assert found, "it shows no code"
        return found[1]

    @contextmanager
    def wall(self) -> Iterator[DeviceWall]:
        """What it shows, kept current by its socket."""
        page = OpenPage(self.get().text)
        path = page.socket
        with open_socket(self.server, path, cookie=self.cookie_header(path)) as socket:
            yield DeviceWall(page, socket)


class DeviceWall:
    def __init__(self, page: OpenPage, socket: ClientConnection) -> None:
        self.page, self.socket = page, socket
        self.beats = 0

    def receive(self) -> str:
        message = receive(self.socket)
        self.page.apply(message)
        self.beats += 'id="pulse"' in message
        return message

    @property
    def stage(self) -> str:
        """Its classes and all it says."""
        element = self.page.ids["stage"]
        words = " ".join(" ".join(element.itertext()).split())
        return f"{element.get('class', '')} {words}"

    def wait_until_shown(self, is_so: Callable[[str], bool], beats: int = SETTLE_BEATS) -> None:
        """Within so many heartbeats."""
        until = self.beats + beats
        while not is_so(self.stage):
            assert self.beats <= until, self.stage
            self.receive()


def add_page(staff: Person, programme: str, board: str, dwell: int = 3600, **fields: str) -> None:
    page = {"what": f"board:{board}", "layout": "table", "rows": "10", "dwell": str(dwell)}
    answer = staff.post(f"{programme}pages/new/", **{**page, **fields})
    assert answer.status == 302, answer.text


def pair_device(
    staff: Person, device: Device, name: str, *boards: str, dwell: int = 3600, **fields: str
) -> str:
    """Pairs the device as a screen of this name, with a programme of these boards; answers the
    address of the screen."""
    programme = ""
    if boards:
        address = staff.post("/screens/programmes/", name=f"{name}’s").headers["Location"]
        programme = address.rstrip("/").rpartition("/")[2]
        for board in boards:
            add_page(staff, address, board, dwell, **fields)
    answer = staff.post("/screens/pair/", code=device.code(), name=name, programme=programme)
    assert answer.status == 302, answer.text
    return answer.headers["Location"]
