"""Whether Alpaca's instruments trade."""

from __future__ import annotations

from collections.abc import Iterator

from ticker.feeds.alpaca.schema import StatusMessage
from ticker.market.events import Status, TradingStatus
from ticker.market.instruments import InstrumentDefinition

STATUSES: dict[str, Status] = {
    "2": "HALTED",
    "3": "TRADING",
    "H": "HALTED",
    "P": "PAUSED",
    "T": "TRADING",
}
"""CTA's and UTP's codes; the others say nothing of whether it trades."""

LIMIT_UP_LIMIT_DOWN = ("M", "LUDP", "LUDS")
"""Reasons of a pause, of which each plan has its own codes."""


class Statuses:
    """``flags`` are those of every event."""

    def __init__(self, flags: int) -> None:
        self._flags = flags
        self._known: dict[str, Status] = {}

    def begin(self) -> None:
        """A connection is new: what was halted may have been resumed meanwhile."""
        self._known = {key: each for key, each in self._known.items() if each == "TRADING"}

    def status(
        self, its: InstrumentDefinition, message: StatusMessage, ts: int
    ) -> Iterator[TradingStatus]:
        status = STATUSES.get(message.status)
        if status is None:
            return
        self._known[its.symbol] = status
        reason = "LULD" if message.reason in LIMIT_UP_LIMIT_DOWN else message.reason.strip()
        yield self._event(its, ts, status, reason)

    def trades(self, its: InstrumentDefinition, ts: int) -> Iterator[TradingStatus]:
        """It does, since there is a trade; where that is not known yet, it is said."""
        if its.symbol not in self._known:
            self._known[its.symbol] = "TRADING"
            yield self._event(its, ts, "TRADING", "")

    def _event(
        self, its: InstrumentDefinition, ts: int, status: Status, reason: str
    ) -> TradingStatus:
        return TradingStatus(
            symbol=its.symbol,
            ts_event=ts,
            status=status,
            reason=reason or None,
            flags=self._flags,
        )
