"""A page as the load generator keeps it: of every row, which time it shows."""

from __future__ import annotations

import re
import time

from benchmarks.wire import Counters, RowChange, ShownRow

ROW = re.compile(rb'data-symbol="([^"]+)" data-ts="(\d+)"')


class RowPage:
    """``changes`` is where a change of a row is noted, if it is not None."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._shown_times: dict[bytes, int] = {}
        self.changes: list[RowChange] | None = None

    def receive(self, payload: bytes) -> None:
        """The page gets a message now."""
        arrived = time.time() * 1000
        rows = ROW.findall(payload)
        self._counters.sampled_messages += 1
        self._counters.sampled_rows += len(rows)
        for symbol, digits in rows:
            shown, newer = self._shown_times.get(symbol), int(digits)
            self._shown_times[symbol] = newer
            if shown is None or newer == shown:
                continue
            self._counters.backwards += newer < shown
            if self.changes is not None:
                self.changes.append(RowChange(symbol.decode(), shown, arrived))

    def shown_rows(self) -> list[ShownRow]:
        return [ShownRow(symbol.decode(), shown) for symbol, shown in self._shown_times.items()]
