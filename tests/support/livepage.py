"""A live page: a browser that draws, or does not, what its socket brings, and answers or not."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from tests.support.asgisocket import AsgiSocket
from tests.support.ledger import ASKED, Ledger
from tests.support.markup import classes
from tests.support.openpage import OpenPage
from tests.support.wire import FLOWING_WITHIN, Wire
from ticker.live.flow import SECONDS_LIMIT
from ticker.live.heartbeat import SPACING
from ticker.market.frames import BEAT

ROW_ID = re.compile(r'id="(row-[^"]+)"')
PROOF = re.compile(r'id="proof-(even|odd)"')
DEAD_AFTER, UNPROVED_AFTER = 3.0, 4.0
"""Seconds without a pulse, and without either proof, after which a page says DISCONNECTED."""

FLASHES_PER_SECOND = 3
PROMPT_WITHIN = 0.05
"""Seconds in which a page answers that keeps up."""

CALM_AFTER = 15.0
"""Seconds after which nothing is left of a process that stood still, not even in a mean."""

SLACK = 2 * BEAT
"""Seconds that a frame's and a page's beat may add."""


class PaintedRow(NamedTuple):
    """A row as it was painted: the millisecond it knows, its flash's name, and the epoch in which
    it was sent."""

    ts: int
    flash: str
    epoch: int


class LivePage:
    """``latency`` is the seconds from paint to answer, None while it answers nothing; ``rate`` the
    updates a second it asked for. ``well_since`` is when it last began to do as it should, and
    ``was_well`` says that it always did; ``was_far`` that its answers once took long."""

    def __init__(self, wire: Wire, path: str, html: str, rate: int, ledger: Ledger) -> None:
        self.path, self.rate, self.ledger = path, rate, ledger
        self.page = OpenPage(html)
        self.rows = self._rows()
        self.latency: float | None = PROMPT_WITHIN
        self.is_frozen = False
        self.answers_all = True
        self.is_held = False
        self.was_well = True
        self.was_far = False
        self._wire = wire
        self._loop = asyncio.get_event_loop()
        self.well_since = self._loop.time()
        self._beats = dict.fromkeys(("pulse", "even", "odd"), self.well_since)
        self._painted: dict[str, PaintedRow] = {}
        self._epochs: dict[str, int] = {}
        self._flashed: dict[str, list[float]] = defaultdict(list)
        self._paint()

    def connect(self, application: Any) -> None:
        self.socket = AsgiSocket(self._loop, application, self.path, lambda: self._wire.epoch)

    @property
    def is_open(self) -> bool:
        return not self.socket.task.done()

    @property
    def is_well(self) -> bool:
        return not self.is_frozen and self.latency is not None and self.socket.accepting.is_set()

    def harm(self) -> None:
        self.was_well = False

    def heal(self) -> None:
        self.is_frozen, self.latency = False, PROMPT_WITHIN
        self.socket.accepting.set()
        self.well_since = self._loop.time()

    def end_instant(self) -> bool:
        """Checks what was sent, and paints what has come; whether there was anything to do."""
        arrived, was_active = self.socket.arrived, self.note_log()
        if self.socket.task.done():
            self.socket.task.result()
        if self.socket.accepting.is_set() or self.socket.code is not None:
            self.ledger.check_close(self._loop.time(), self.socket.code)
        if self.is_frozen or not arrived:
            return was_active
        self.socket.arrived = []
        for text, epoch in arrived:
            self.page.apply(text)
            self.rows = self._rows()
            self._check_word(text)
            self._epochs.update(dict.fromkeys(ROW_ID.findall(text), epoch))
        self._answer([int(seq) for text, _ in arrived for seq in ASKED.findall(text)])
        self._paint()
        return True

    def note_log(self) -> bool:
        """Checks what was sent and answered since the last time; whether there was anything."""
        log, self.socket.log = self.socket.log, []
        for entry in log:
            self.ledger.note(entry)
        return bool(log)

    def _check_word(self, text: str) -> None:
        """Between two messages as well nothing old may stand there as live, however long the page
        stood still; of one that is far away the server cannot know it soon enough."""
        now = self._loop.time()
        self._beats |= dict.fromkeys(PROOF.findall(text), now)
        if 'id="pulse"' in text:
            self._beats["pulse"] = now
        is_dead = now - self._beats["pulse"] >= DEAD_AFTER
        is_unproved = now - min(self._beats["even"], self._beats["odd"]) >= UNPROVED_AFTER
        is_behind = "behind" in classes(self.page.ids["pulse"])
        is_stale = self.page.ids["state"].get("data-word", "").startswith("STALE")
        if is_dead or is_unproved or is_behind or is_stale or self.was_far or not self.rate:
            return
        oldest = UNPROVED_AFTER + 1 / self.rate + SLACK
        for row in self.rows:
            known = self._wire.known_at(row.get("data-symbol", ""), now - oldest)
            assert int(row.get("data-ts", "")) >= known, (
                f"{row.get('id')} is {oldest} s old and live"
            )

    def _answer(self, seqs: list[int]) -> None:
        """A solicitation that another one replaces before it is painted may never be answered."""
        if self.latency is None:
            return
        for seq in seqs if self.answers_all else seqs[-1:]:
            self._loop.call_later(self.latency, self.answer, seq)

    def answer(self, seq: int) -> None:
        self.socket.send_text(f'{{"seq":{seq}}}', seq)

    def hold(self, on: bool) -> None:
        self.is_held = on
        self.socket.send_text(f'{{"pointer":{on:d}}}')

    def _rows(self) -> list[Element]:
        """To be asked for once for each message, since they are looked at every tenth second."""
        return [each for each in self.page.root.iter() if each.get("data-symbol")]

    def orders(self) -> dict[str, list[str]]:
        """The symbols of each table, in the order in which they are there."""
        bodies = ((name, each) for name, each in self.page.ids.items() if name.startswith("rows-"))
        return {
            name.removeprefix("rows-"): [each for row in body if (each := row.get("data-symbol"))]
            for name, body in bodies
        }

    def _paint(self) -> None:
        now = self._loop.time()
        before, self._painted = self._painted, {}
        for row in self.rows:
            flash = next((f for part in row.iter() for f in classes(part) if is_name(f)), "")
            name = row.get("id", "")
            shown = PaintedRow(int(row.get("data-ts", "")), flash, self._epochs.get(name, 0))
            self._painted[name] = shown
            self._check_row(row, before.get(name), shown, now)

    def _check_row(self, row: Element, old: PaintedRow | None, new: PaintedRow, now: float) -> None:
        symbol, name = row.get("data-symbol", ""), row.get("id", "")
        if old and old.epoch == new.epoch:
            assert new.ts >= old.ts, f"{name} went back from {old.ts} to {new.ts}"
        if not new.flash or (old and new.flash == old.flash):
            return  # a morph that leaves the name as it is starts no animation
        assert old, f"{name} flashes and was not there before"
        assert self._wire.may_flash(symbol, old.ts, new.ts), f"{name} flashes without a trade"
        times = self._flashed[name]
        times.append(now)
        recent = [each for each in times if each > now - 1]
        assert len(recent) <= FLASHES_PER_SECOND, f"{name} flashes {len(recent)} times in 1 s"

    def check_freshness(self, now: float, stalled_at: float) -> None:
        """What has been known for longer than a page's rate allows is on it, or it is said that it
        is not."""
        if not self.is_well or not self.is_open or self.ledger.is_behind:
            return
        self._check_stale_word(now, stalled_at)
        since = max(self.well_since, stalled_at, self._wire.resumed_at)
        lag = self._lag(is_calm=now - stalled_at > CALM_AFTER)
        # It is a frame that wakes a page: without one it waits for its turn.
        if not self.rate or now - since <= lag or now - self._wire.received_at > FLOWING_WITHIN:
            return
        for row in self.rows:
            known = self._wire.known_at(row.get("data-symbol", ""), now - lag)
            shown = self._painted[row.get("id", "")]
            assert shown.ts >= known, (
                f"{self.path} shows {row.get('id')} of {shown.ts}; {known} was known {lag} s ago"
            )

    def _lag(self, is_calm: bool) -> float:
        """Seconds by which a page that is well may be behind what is known here."""
        assert self.latency is not None
        lag = 1 / self.rate + SLACK if self.rate else 0
        return (
            lag if self.was_well and is_calm else lag + SECONDS_LIMIT + SPACING + 3 * self.latency
        )

    def _check_stale_word(self, now: float, stalled_at: float) -> None:
        silent = now - max(self._wire.received_at, self.well_since, stalled_at)
        if silent > 3 + SPACING + SLACK:
            word = self.page.ids["state"].get("data-word", "")
            assert word.startswith("STALE"), f"{word} after {silent} s without frames"


def is_name(css: str) -> bool:
    """The class that names a flash's animation."""
    return len(css) == 2 and css[0] == "f" and css[1].isdigit()
