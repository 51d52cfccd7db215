"""The ledger: what a page was sent and what it answered, and so what it might have been sent."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from math import inf

from tests.support.asgisocket import SentMessage, SeqAnswer
from ticker.live import flow
from ticker.live.close_codes import LOST
from ticker.live.flow import CLOSE_AFTER, LATE, PARK_AFTER, SECONDS_LIMIT, USUAL, WINDOW
from ticker.live.heartbeat import SPACING

BODY, ROW = re.compile(r'<(?:tbody|ul) [^>]*id="rows-(\w+)"'), re.compile(r'id="row-(\w+)-')
FLASH = re.compile(r' f\d[" ]')
ASKED = re.compile(r'"seq":(\d+)')


class Ledger:
    """One socket's. Times are the event loop's; ``stalled`` counts the seconds for which the
    process stood still since the last answer, which are no fault of the page."""

    def __init__(self, tables: Sequence[str], now: float) -> None:
        self._tables = tables
        self._bodies_due = set(tables)
        self._asked: deque[tuple[int, int, float]] = deque()
        self._unconfirmed: deque[tuple[float, int]] = deque()
        self._sent = self._last_seq = 0
        self._confirmed = 0
        self._confirmed_at = now
        self._usual = 0.0
        self._sure_after = -1.0
        self._turn = (-1.0, 0)
        self.answered_at = now
        self.stalled = 0.0
        self.is_behind = False

    def stall(self, seconds: float) -> None:
        """The process stood still: for the page it is as if that time had not been."""
        if seconds < SPACING:
            return
        self._sure_after = inf
        self.stalled += seconds
        self._confirmed_at += seconds
        self._asked = deque((seq, sent, at + seconds) for seq, sent, at in self._asked)
        self._unconfirmed = deque((at + seconds, sent) for at, sent in self._unconfirmed)

    def note(self, entry: SentMessage | SeqAnswer) -> None:
        if isinstance(entry, SeqAnswer):
            self._answer(entry)
        else:
            self._send(entry)

    def check_close(self, now: float, code: int | None) -> None:
        """Of a page whose socket takes what it is sent."""
        silent = now - self.answered_at
        if code is None:
            limit = PARK_AFTER + CLOSE_AFTER + 2 * SPACING + self.stalled
            assert silent < limit, f"not closed after {silent} s without an answer"
        else:
            assert code == LOST
            assert silent - self.stalled >= PARK_AFTER + CLOSE_AFTER, f"closed after {silent} s"

    def _answer(self, answered: SeqAnswer) -> None:
        if answered.seq not in [seq for seq, _, _ in self._asked]:
            return
        if answered.at - self.answered_at >= PARK_AFTER + self.stalled:
            self._bodies_due = set(self._tables)
        was_behind = answered.at - self._confirmed_at >= SECONDS_LIMIT
        while self._asked and self._asked[0][0] <= answered.seq:
            _, self._confirmed, self._confirmed_at = self._asked.popleft()
        took = min(answered.at - self._confirmed_at, SECONDS_LIMIT)
        self._usual = max(self._usual, USUAL * took)
        if not self._is_sure:
            if answered.seq > self._sure_after and not was_behind:
                self._sure_after = -1.0
            else:
                self._sure_after = self._last_seq
        elif was_behind:
            # It begins anew: whatever else it has not answered counts no more.
            self._asked.clear()
            self._confirmed, self._confirmed_at = self._sent, answered.at
        while self._unconfirmed and self._unconfirmed[0][1] <= self._confirmed:
            self._unconfirmed.popleft()
        self.answered_at, self.stalled = answered.at, 0.0
        self._turn = -1.0, 0

    def _send(self, sent: SentMessage) -> None:
        if BODY.search(sent.text) or ROW.search(sent.text):
            if self._is_sure:
                self._check_credit(sent.at)
            self._check_bodies(sent.text)
        self._check_word(sent)
        self._sent += len(sent.text)
        self._unconfirmed.append((sent.at, self._sent))
        for seq in map(int, ASKED.findall(sent.text)):
            assert seq > self._last_seq, "a solicitation that was made before"
            self._last_seq = seq
            self._asked.append((seq, self._sent, sent.at))
        if sent.at - self.answered_at >= PARK_AFTER or not self._is_sure:
            while len(self._asked) > WINDOW:
                self._asked.popleft()  # of a parked page only the newest may be answered
        assert len(self._asked) <= WINDOW, f"{len(self._asked)} solicitations are unanswered"

    @property
    def _is_sure(self) -> bool:
        """Whether the page is known to have begun anew or not. After a stall it is not, until the
        page has answered in good time something that it was asked since its first answer."""
        return self._sure_after < 0

    def _check_credit(self, now: float) -> None:
        if self._turn[0] != now:
            self._turn = now, self._sent - self._confirmed
        unconfirmed = self._turn[1]
        assert unconfirmed < flow.BYTES_LIMIT, f"rows with {unconfirmed} bytes unacknowledged"
        if self._unconfirmed:
            age = now - self._unconfirmed[0][0]
            assert age < SECONDS_LIMIT, f"rows with {age} s unacknowledged"
        silent = now - self.answered_at
        assert silent < PARK_AFTER + self.stalled, f"rows {silent} s after the last answer"

    def _check_bodies(self, text: str) -> None:
        """A page that begins, or begins afresh, first gets its whole tables, and no flash."""
        assert not (self._bodies_due and FLASH.search(text)), "a flash at the beginning"
        self._bodies_due -= set(BODY.findall(text))
        early = self._bodies_due & set(ROW.findall(re.sub(r"<(tbody|ul) .*?</\1>", "", text)))
        assert not early, f"rows before the whole table: {early}"

    def _check_word(self, sent: SentMessage) -> None:
        if 'id="pulse"' not in sent.text:
            return
        silent = sent.at - self.answered_at
        self.is_behind = 'class="behind"' in sent.text
        if not self._is_sure:
            return
        unconfirmed = sent.at - self._confirmed_at
        unanswered = sent.at - self._asked[0][2] if self._asked else 0.0
        if self.is_behind:
            is_due = unconfirmed >= SECONDS_LIMIT or unanswered >= LATE or silent < SPACING
            assert is_due, f"CATCHING UP after {unanswered} s"
        else:
            is_fine = unconfirmed < SECONDS_LIMIT and unanswered < max(LATE, self._usual)
            assert is_fine, f"{unanswered} s without an answer, and no CATCHING UP"
