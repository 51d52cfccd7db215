"""A board that shows what a vendor's provider says."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import structs

from benchmarks.failure import BenchError
from benchmarks.runningsystem import RunningSystem
from benchmarks.servers import product_board
from drills.vendors import FakeVendor, price

LIMIT = 60.0
"""Seconds after which nothing more is expected."""

LOOK_SPACING = 0.05
"""Seconds."""

REPEATED_TRADES = 50
"""Trades with which Kraken begins."""


@contextmanager
def open_board(vendor: FakeVendor, folder: Path) -> Iterator[VendorBoard]:
    """Of a server whose only feed is the vendor's. Raises BenchError."""
    system = product_board("daphne")
    environ = {**system.environ, **vendor.environ, "FEED": vendor.feed}
    with RunningSystem(
        structs.replace(system, has_tape=False, environ=environ), folder, 0
    ) as running:
        yield VendorBoard(vendor, running)


class VendorBoard:
    def __init__(self, vendor: FakeVendor, running: RunningSystem) -> None:
        self.vendor, self.origin = vendor, running.origin
        self._running = running
        self._sent = self._connections = 0

    def await_connection(self) -> None:
        """Another one."""
        self._connections += 1
        try:
            self.vendor.server.wait_for(self._connections * self.vendor.subscriptions)
        except AssertionError:
            raise BenchError(f"{self.vendor.name}: the provider is not asked again") from None

    def send_trades(self, count: int = 1) -> None:
        """So many trades, until all of them are shown."""
        first = self._sent + 1
        self._sent += count
        self.vendor.send_trades(range(first, self._sent + 1))
        self.vendor.set_snapshot(range(max(1, self._sent - REPEATED_TRADES), self._sent + 1))
        wanted, end = (price(self._sent), Decimal(self._sent)), time.monotonic() + LIMIT
        while (found := self._shown_values()) != wanted:
            if time.monotonic() > end:
                raise BenchError(f"{self.vendor.name}: last and volume are {found}, not {wanted}")
            time.sleep(LOOK_SPACING)

    def _shown_values(self) -> tuple[Decimal, Decimal]:
        """Last and volume; a trade is one share or coin."""
        with closing(HTTPConnection(urlsplit(self.origin).netloc, timeout=LIMIT)) as connection:
            connection.request("GET", f"/boards/all.json?q={self.vendor.symbol}")
            response = connection.getresponse()
            said = response.read()
        if response.status != HTTPStatus.OK:
            raise BenchError(f"{self.vendor.name}: its board is answered {response.status}")
        (row,) = json.loads(said)["rows"]
        return Decimal(row["last"] or 0), Decimal(row["volume"] or 0)

    def kill_vendor(self) -> None:
        """The process in which the vendor's library is."""
        children = self._running.children
        if len(children) != 1:
            raise BenchError(f"{self.vendor.name}: {len(children)} processes, one is to be killed")
        os.kill(children.pop(), signal.SIGKILL)
