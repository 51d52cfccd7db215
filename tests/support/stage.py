"""A server on which a test acts: the puppet feed, and the market that a test begins with."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.support.openpage import OpenPage
from tests.support.puppeteer import Event, Puppeteer
from tests.support.server import PATIENCE, Server

SOLICITATION = re.compile(r'id="ack"[^>]*"seq":(\d+)')

FENCE = "KRAKEN:ATOM-USD"
"""An instrument that no other part of a test touches."""

LISTED = 130
"""How many instruments of the list trade: the first page of the board and a part of the second."""


class Stage:
    def __init__(self, var_dir: Path) -> None:
        self.puppeteer = Puppeteer()
        self.server = Server(var_dir, self.puppeteer.feed)
        self._var_dir = var_dir
        listed = [row["symbol"] for row in self.data("/boards/all.json")["rows"]]
        self.symbols: Sequence[str] = listed[:LISTED]

    def begin(self) -> None:
        """A new day: number i of the list closed at 100 and stands at 100 + i / 10, and so its
        Chg % is i / 10 too."""
        self.puppeteer.unmute()
        self.puppeteer.say(self.puppeteer.epoch())
        self.puppeteer.say(*(event for i in range(LISTED) for event in self._opening(i)))
        self.settle()

    def _opening(self, number: int) -> Iterator[Event]:
        make, symbol, price = self.puppeteer, self.symbols[number], 100 + number / 10
        yield make.event("reference", symbol, prev_close="100")
        yield make.quote(symbol, f"{price - 0.01:.2f}", f"{price + 0.01:.2f}")
        yield make.trade(symbol, f"{price:.2f}", trade_id=f"open-{number}")

    def say(self, *events: Event | bytes) -> None:
        """And waits until the server has taken it in."""
        self.puppeteer.say(*events)
        self.settle()

    def settle(self) -> None:
        """Until the server shows all that was said."""
        fence = self.puppeteer.quote(FENCE, "1", "2")
        self.puppeteer.say(fence)
        wanted = f'data-ts="{int(str(fence["ts_event"])) // 1_000_000}"'
        with self.open(f"/ws/ticker/search/?q={FENCE}&rate=10") as socket:
            receive_until(socket, lambda message: wanted in message)

    @contextmanager
    def open(self, path: str) -> Iterator[ClientConnection]:
        with open_socket(self.server, path) as socket:
            yield socket

    def page(self, path: str) -> OpenPage:
        answer = self.server.get(path)
        assert answer.status == 200, answer.text
        return OpenPage(answer.text)

    def data(self, path: str) -> Any:
        return json.loads(self.server.get(path).text)

    def kill(self) -> None:
        """The process is gone, as by a loss of power, and its feed's program with it."""
        self.server.kill()
        self.puppeteer.part()

    def restart(self) -> None:
        """On the same port; it knows nothing of what was said before."""
        self.server = Server(self._var_dir, self.puppeteer.feed, self.server.port)

    def close(self) -> None:
        try:
            self.server.stop()
        finally:
            self.puppeteer.close()


def open_socket(server: Server, path: str, origin: str = "", cookie: str = "") -> ClientConnection:
    return connect(
        f"ws://localhost:{server.port}{path}",
        origin=Origin(origin or server.origin),
        additional_headers={"Cookie": cookie} if cookie else None,
        compression=None,
        max_size=2**24,
        max_queue=None,
        open_timeout=PATIENCE,
    )


def receive(socket: ClientConnection, patience: float = PATIENCE) -> str:
    """The next message; a solicitation in it is answered, as htmx does. Raises TimeoutError, and
    ConnectionClosed once all that came before the end has been read."""
    said = socket.recv(patience)
    assert isinstance(said, str)
    if solicited := SOLICITATION.search(said):
        answer = json.dumps({"seq": int(solicited[1]), "headers": {"HX-Request": "true"}})
        # It may have been closed since; what it said has come all the same.
        with suppress(ConnectionClosed):
            socket.send(answer)
    return said


def receive_until(socket: ClientConnection, is_wanted: Callable[[str], bool]) -> list[str]:
    """The messages up to and with the first that is wanted; fails when it does not come for as
    long as so many heartbeats, one a second."""
    messages, beats = [], 0
    while beats < PATIENCE:
        messages.append(receive(socket))
        if is_wanted(messages[-1]):
            return messages
        beats += 'id="pulse"' in messages[-1]
    raise AssertionError(f"not pushed; the last message: {messages[-1]}")
