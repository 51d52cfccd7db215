"""The last takeovers between feeds."""

from __future__ import annotations

import logging
import time
from collections import deque

from msgspec import structs

from ticker.market.bar import SECOND
from ticker.market.frames import Switch

SWITCHES_KEPT = 20

MERGE_WINDOW = 60 * SECOND
"""Nanoseconds: instruments with rare events follow those with frequent ones, as part of the same
switch."""

LOG_SPACING = 10.0
"""Seconds between two log lines of one switch."""

logger = logging.getLogger(__name__)


class Switches:
    """``instruments`` counts the instruments of all switches since the start."""

    def __init__(self) -> None:
        self.recent: deque[Switch] = deque(maxlen=SWITCHES_KEPT)
        self.instruments = 0
        self._unwritten_switches: dict[tuple[int, str, str], Switch] = {}
        self._log_due = 0.0

    def add(self, ts: int, before: str, after: str, symbols: int, word: str) -> None:
        """At ``ts`` (UTC nanoseconds) ``symbols`` instruments went from ``before`` to ``after``;
        ``word`` is that of the feed they left."""
        self.instruments += symbols
        switch, is_new = Switch(ts, before, after, symbols), True
        if self.recent:
            newest = self.recent[-1]
            is_new = (newest.before, newest.after) != (
                before,
                after,
            ) or ts - newest.ts > MERGE_WINDOW
            if not is_new:
                switch = structs.replace(newest, symbols=newest.symbols + symbols)
                self.recent.pop()
        self.recent.append(switch)
        self._unwritten_switches[switch.ts, before, after] = switch
        if is_new or time.monotonic() >= self._log_due:
            self._log(switch, word)

    def _log(self, switch: Switch, word: str) -> None:
        self._log_due = time.monotonic() + LOG_SPACING
        go = "instrument goes" if switch.symbols == 1 else "instruments go"
        what = f"{switch.symbols} {go} on with {switch.after}"
        logger.warning("feeds: %s, %s is %s", what, switch.before, word)

    def take_unwritten(self) -> list[Switch]:
        """Switches that started or grew since the last call."""
        unwritten, self._unwritten_switches = self._unwritten_switches, {}
        return list(unwritten.values())
