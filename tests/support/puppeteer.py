"""The test's end of a feed: exactly these events, exactly now."""

from __future__ import annotations

import json
import shlex
import socket
import struct
import sys
import threading
import time
from pathlib import Path

from tests.support.server import PATIENCE

HEARTBEAT = 0.5
"""Seconds between two heartbeats."""

Event = dict[str, object]


class Puppeteer:
    """Listens for puppet.py, which a server starts as its feed, and speaks through it.

    Heartbeats go out by themselves until ``mute``. A server started anew brings a new puppet.
    """

    def __init__(self) -> None:
        self._listener = socket.create_server(("localhost", 0))
        puppet = Path(__file__).with_name("puppet.py")
        command = [sys.executable, "-I", str(puppet), str(self._listener.getsockname()[1])]
        self.feed = shlex.quote(f"exec:{shlex.join(command)}")
        self._strings: socket.socket | None = None
        self._came = threading.Condition()
        self._closed = threading.Event()
        self._muted = threading.Event()
        self._ts = 0
        self._threads = [threading.Thread(target=each) for each in (self._accept, self._beat)]
        for thread in self._threads:
            thread.start()

    def say(self, *events: Event | bytes) -> None:
        """Events, or lines that may be none."""
        self._send(b"".join(_line(event) for event in events))

    def quote(self, symbol: str, bid: str | None, ask: str | None, **more: object) -> Event:
        sizes = {"bid_size": "100", "ask_size": "200"}
        return self.event("quote", symbol, **sizes, bid=bid, ask=ask, **more)

    def trade(self, symbol: str, price: str, size: str = "100", **more: object) -> Event:
        return self.event("trade", symbol, price=price, size=size, **more)

    def event(self, kind: str, symbol: str, **more: object) -> Event:
        """Made now: later by ``ts_event`` than any made before."""
        self._ts = max(self._ts + 1_000_000, time.time_ns())
        return {"type": kind, "symbol": symbol, "ts_event": self._ts, **more}

    def epoch(self) -> Event:
        """Empties the market, and has it open round the clock so that the hour does not matter."""
        return self.event("epoch", "") | {"always_open": True}

    def mute(self) -> None:
        """No heartbeats any more, until ``unmute``."""
        self._muted.set()

    def unmute(self) -> None:
        self._muted.clear()

    def part(self) -> None:
        """Lets go of the puppet; what is said next waits for another."""
        with self._came:
            if self._strings is not None:
                self._strings.close()
                self._strings = None

    def cut(self) -> None:
        """The puppet fails at once; a server starts it again."""
        with self._came:
            assert self._strings is not None, "no server has started the puppet"
            at_once = struct.pack("ii", 1, 0)
            self._strings.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        self.part()

    def wait_for_end(self) -> None:
        """Until the puppet has gone."""
        self.mute()
        with self._came:
            assert self._strings is not None, "no server has started the puppet"
            self._strings.settimeout(PATIENCE)
            assert self._strings.recv(1) == b""

    def close(self) -> None:
        self._closed.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()
        self.part()

    def _send(self, said: bytes) -> None:
        with self._came:
            came = self._came.wait_for(lambda: self._strings is not None, PATIENCE)
            assert came, "no server has started the puppet"
            assert self._strings is not None
            self._strings.sendall(said)

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                strings, _ = self._listener.accept()
            except OSError:
                return
            self.part()
            with self._came:
                self._strings = strings
                self._came.notify_all()

    def _beat(self) -> None:
        while not self._closed.wait(HEARTBEAT):
            with self._came:
                if self._strings is not None and not self._muted.is_set():
                    try:
                        self._strings.sendall(_line({"type": "heartbeat", "ts_event": 1}))
                    except OSError:
                        self.part()


def _line(event: Event | bytes) -> bytes:
    return event if isinstance(event, bytes) else json.dumps(event).encode() + b"\n"
