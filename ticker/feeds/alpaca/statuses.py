"""The trading status of Alpaca's instruments."""

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
"""Codes of CTA and UTP; other codes say nothing about trading."""

LIMIT_UP_LIMIT_DOWN = ("M", "LUDP", "LUDS")
"""Reasons of a pause; each plan has its own codes."""


class Statuses:
    """Every event has these ``flags``."""

    def __init__(self, flags: int) -> None:
        self._flags = flags
        self._known: dict[str, Status] = {}

    def begin(self) -> None:
        """Start a new connection: halts may have ended in between."""
        self._known = {key: status for key, status in self._known.items() if status == "TRADING"}

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
        """A trade proves that the instrument trades; reports it if its status is unknown."""
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
