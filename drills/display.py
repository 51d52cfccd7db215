"""What a page without a browser shows, as its words and its stylesheet would have it."""

from __future__ import annotations

import re
import time

from benchmarks.rowpage import RowPage
from benchmarks.wire import Counters
from drills.timeline import Look

DEAD_AFTER, UNPROVED_AFTER = 3000, 4000
"""Milliseconds without a heartbeat, and without one that renews the even or the odd proof, after
which the stylesheet says DISCONNECTED."""

PULSE = re.compile(rb'id="pulse"( class="behind")?')
PROOF = re.compile(rb'id="proof-(even|odd)"')
STATE = re.compile(rb'id="state"[^>]*data-word="([^"]*)"')
LIVE = "LIVE"


class Display(RowPage):
    """Keeps a look for every message, and one for each time that the heartbeat stayed away."""

    def __init__(self) -> None:
        super().__init__(Counters())
        self.looks: list[Look] = []
        self._dead_at = {b"pulse": 0.0, b"even": 0.0, b"odd": 0.0}
        self._is_behind = False
        self._state = "CONNECTING"

    def receive(self, payload: bytes) -> None:
        now = time.time() * 1000
        self.pass_time(now)
        super().receive(payload)
        if pulse := PULSE.search(payload):
            self._dead_at[b"pulse"], self._is_behind = now + DEAD_AFTER, bool(pulse[1])
        for which in PROOF.findall(payload):
            self._dead_at[which] = now + UNPROVED_AFTER
        if state := STATE.search(payload):
            self._state = state[1].decode()
        self._add_look(now)

    def pass_time(self, now: float) -> None:
        """Nothing came until now, UTC ms."""
        dead_at = min(self._dead_at.values())
        if self.looks and self.looks[-1].at < dead_at <= now:
            self._add_look(dead_at)

    def _add_look(self, at: float) -> None:
        shown = {row.symbol: row.shown for row in self.shown_rows()}
        self.looks.append(Look(at, self._word(at), shown))

    def _word(self, at: float) -> str:
        if at >= min(self._dead_at.values()):
            return "DISCONNECTED"
        if self._is_behind:
            return "CATCHING UP"
        return "" if self._state == LIVE else self._state
