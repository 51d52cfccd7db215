"""A page as the load generator keeps it: of every row, which time it shows."""

from __future__ import annotations

import re
import time

from benchmarks.wire import Change, Counters, Standing

ROW = re.compile(rb'data-symbol="([^"]+)" data-ts="(\d+)"')


class Page:
    """``changes`` is where a change of a row is noted, if it is not None."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._shown: dict[bytes, int] = {}
        self.changes: list[Change] | None = None

    def take(self, payload: bytes) -> None:
        """The page gets a message now."""
        arrived = time.time() * 1000
        rows = ROW.findall(payload)
        self._counters.sampled_messages += 1
        self._counters.sampled_rows += len(rows)
        for symbol, digits in rows:
            shown, newer = self._shown.get(symbol), int(digits)
            self._shown[symbol] = newer
            if shown is None or newer == shown:
                continue
            self._counters.backwards += newer < shown
            if self.changes is not None:
                self.changes.append(Change(symbol.decode(), shown, arrived))

    def standing(self) -> list[Standing]:
        return [Standing(symbol.decode(), shown) for symbol, shown in self._shown.items()]
