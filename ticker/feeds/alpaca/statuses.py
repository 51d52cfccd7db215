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


class StatusParser:
    """Every event has these ``flags``."""

    def __init__(self, flags: int) -> None:
        self._flags = flags
        self._by_symbol: dict[str, Status] = {}

    def begin_connection(self) -> None:
        """Start a new connection: halts may have ended in between."""
        self._by_symbol = {
            key: status for key, status in self._by_symbol.items() if status == "TRADING"
        }

    def status_events(
        self, definition: InstrumentDefinition, message: StatusMessage, ts: int
    ) -> Iterator[TradingStatus]:
        status = STATUSES.get(message.status)
        if status is None:
            return
        self._by_symbol[definition.symbol] = status
        reason = "LULD" if message.reason in LIMIT_UP_LIMIT_DOWN else message.reason.strip()
        yield self._event(definition, ts, status, reason)

    def trade_events(self, definition: InstrumentDefinition, ts: int) -> Iterator[TradingStatus]:
        """A trade proves that the instrument trades; reports it if its status is unknown."""
        if definition.symbol not in self._by_symbol:
            self._by_symbol[definition.symbol] = "TRADING"
            yield self._event(definition, ts, "TRADING", "")

    def _event(
        self, definition: InstrumentDefinition, ts: int, status: Status, reason: str
    ) -> TradingStatus:
        return TradingStatus(
            symbol=definition.symbol,
            ts_event=ts,
            status=status,
            reason=reason or None,
            flags=self._flags,
        )
