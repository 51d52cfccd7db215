"""The edge: turns what a feed sends into a normalised event, or counts and drops it."""

from __future__ import annotations

import logging
import time
from collections import Counter

from msgspec.structs import force_setattr

from ticker.feeds.gaps import Gaps
from ticker.feeds.sequences import SeenSequences
from ticker.market.events import AnyEvent, BadEventError, Epoch, HeartbeatEvent, decode
from ticker.market.frames import Gap
from ticker.market.instruments import Universe

AHEAD_LIMIT = 3600 * 10**9
"""How far an event may be ahead of the feed's clock, in nanoseconds. Clocks differ and this one may
be wrong, but an event of tomorrow would roll the trade date and make all others old."""

WITHOUT_SYMBOL = (HeartbeatEvent, Epoch)

LOG_SPACING = 10.0
"""Seconds between two log lines for one reason."""

logger = logging.getLogger(__name__)


class Edge:
    """Fills in what a source left out: full symbol, ts_recv, source, seq.

    ``rejected`` counts by reason; a reason is logged at most every LOG_SPACING seconds. ``gaps``
    are those that the feed reports. With ``seen``, events whose ``source_seq`` came before are
    dropped.
    """

    def __init__(
        self, universe: Universe, source: str, seen_sequences: SeenSequences | None = None
    ) -> None:
        self.source = source
        self.rejected: Counter[str] = Counter()
        self.gaps = Gaps()
        self.seq = 0
        self._universe = universe
        self._seen_sequences = seen_sequences
        self._log_times: dict[str, float] = {}

    def normalise(self, raw: AnyEvent | bytes, clock: int) -> AnyEvent | None:
        """The event, or None if it was dropped. ``clock`` is the feed's time in nanoseconds."""
        try:
            return self.normalise_or_raise(raw, clock)
        except BadEventError as error:
            self.reject(error)
            return None

    def normalise_or_raise(self, raw: AnyEvent | bytes, clock: int) -> AnyEvent:
        """Like ``normalise``, but raises BadEventError for what must be dropped."""
        event = decode(raw) if isinstance(raw, bytes) else raw
        if event.ts_event > clock + AHEAD_LIMIT:
            raise BadEventError("in_future", f"{event.ts_event} is over an hour ahead")
        self._complete(event)
        return event

    def reject(self, error: BadEventError) -> None:
        self.rejected[error.reason] += 1
        now = time.monotonic()
        if now - self._log_times.get(error.reason, -LOG_SPACING) >= LOG_SPACING:
            self._log_times[error.reason] = now
            count = self.rejected[error.reason]
            logger.warning("%s: event dropped, %s (%d so far)", self.source, error, count)

    def _complete(self, event: AnyEvent) -> None:
        """Completes the event in place: it is new and not shared yet, and a copy would cost as much
        as decoding."""
        if not isinstance(event, WITHOUT_SYMBOL):
            symbol = self._universe.resolve(event.symbol)
            if symbol is not event.symbol:
                force_setattr(event, "symbol", symbol)
            gap = None
        else:
            gap = _reported_gap(event)
        if self._seen_sequences is not None and event.source_seq is not None:
            self._seen_sequences.add(event.source, event.source_seq)
        self.seq += 1
        force_setattr(event, "seq", self.seq)
        if not event.ts_recv:
            force_setattr(event, "ts_recv", time.time_ns())
        if not event.source:
            force_setattr(event, "source", self.source)
        if gap is not None:
            self.gaps.add(gap.since, gap.until)


def _reported_gap(event: HeartbeatEvent | Epoch) -> Gap | None:
    """The gap ends when the event arrived. Raises BadEventError."""
    if isinstance(event, Epoch) or event.gap_since is None:
        return None
    now = time.time_ns()
    until = min(event.ts_recv or now, now)
    if event.gap_since > until:
        raise BadEventError("invalid", "gap_since is after ts_recv, or after now")
    return Gap(event.gap_since, until)
