"""The Market: applies every event to the last-value state and says what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol

from ticker.events import (
    AnyEvent,
    BadEventError,
    Bar,
    Epoch,
    Event,
    Heartbeat,
    Quote,
    Reference,
    Trade,
    TradeCorrection,
    TradingStatus,
    check,
)
from ticker.instruments import Universe
from ticker.lastvalue import LastValue
from ticker.level1 import Level1

FLASH_SPACING = 500_000_000
"""Nanoseconds between the starts of two flashes of a row: at most 3 a second (WCAG 2.3.1), also
when the way to the screen brings two closer together."""


class _Session(Protocol):
    @property
    def trade_date(self) -> date: ...

    @property
    def phase(self) -> str: ...


class _Calendar(Protocol):
    def at(self, ts: int) -> Any: ...

    def previous(self, trade_date: date) -> date: ...


class Market:
    """Last values of a universe. ``rejected`` counts what was dropped, by reason."""

    def __init__(
        self, universe: Universe, calendars: Callable[[bool], Mapping[str, _Calendar]]
    ) -> None:
        """``calendars`` answers the calendars by name, given whether all are always open."""
        self.universe = universe
        self.rejected: Counter[str] = Counter()
        self._calendars_for = calendars
        self._apply: dict[type[Event], Callable[[LastValue, Any, _Calendar, _Session], None]] = {
            Quote: lambda value, event, *_: value.quote(event),
            Trade: lambda value, event, _, session: value.trade(event, session.phase == "REGULAR"),
            TradeCorrection: lambda value, event, *_: value.correct(event),
            TradingStatus: lambda value, event, *_: value.set_status(event),
            Reference: lambda value, event, calendar, _: value.refer(event, calendar.previous),
            Bar: lambda *_: None,
        }
        self.reset(always_open=False)

    def reset(self, always_open: bool) -> None:
        """Forgets everything: a new epoch."""
        self.always_open = always_open
        self.calendars = self._calendars_for(always_open)
        self._values: dict[str, LastValue] = {}
        self._dirty: dict[str, None] = {}
        self._flashes: dict[str, tuple[int, int]] = {}

    def apply(self, event: AnyEvent) -> str:
        """Takes one event in; answers "" or the reason for which it was dropped."""
        if isinstance(event, Heartbeat):
            return ""
        if isinstance(event, Epoch):
            self.reset(event.always_open)
            return ""
        try:
            self._take(event)
        except BadEventError as error:
            self.rejected[error.reason] += 1
            return error.reason
        return ""

    def _take(self, event: AnyEvent) -> None:
        check(event)
        value = self._values.get(event.symbol) or self._new(event.symbol)
        calendar = self.calendars[value.definition.calendar]
        session = calendar.at(event.ts_event)
        if session.trade_date is value.trade_date:
            pass  # nearly always: a session is asked for once and kept
        elif session.trade_date > value.trade_date:
            if isinstance(event, TradeCorrection):
                raise BadEventError("unknown_trade", "of an earlier trade date")
            value.roll(session.trade_date)
        elif session.trade_date < value.trade_date:
            raise BadEventError("old_session", str(session.trade_date))
        self._apply[type(event)](value, event, calendar, session)
        self._values[event.symbol] = value
        self._dirty[event.symbol] = None

    def _new(self, symbol: str) -> LastValue:
        if symbol not in self.universe:
            raise BadEventError("unknown_symbol", repr(symbol[:40]))
        return LastValue(self.universe[symbol])

    def drain(self, n: int, now: int, word: str, clock: int) -> list[Level1]:
        """What changed since the last drain, newest value once each.

        ``n`` is the frame's sequence, ``now`` a monotonic clock in nanoseconds, ``word`` the
        feed's freshness word, ``clock`` the exchange's time.
        """
        changed = [self._level1(symbol, n, now, word, clock) for symbol in self._dirty]
        self._dirty.clear()
        return changed

    def touch_all(self) -> None:
        """Marks every instrument heard of as changed: a word that all rows show has changed."""
        self._dirty.update(dict.fromkeys(self._values))

    def _level1(self, symbol: str, n: int, now: int, word: str, clock: int) -> Level1:
        value = self._values[symbol]
        calendar = self.calendars[value.definition.calendar]
        status = self._status(value, word, calendar.at(clock).phase)
        return value.level1(n, status, self._flash(symbol, value, now), calendar.previous)

    def _flash(self, symbol: str, value: LastValue, now: int) -> int:
        count, started = self._flashes.get(symbol, (0, -FLASH_SPACING))
        moved, value.moved = value.moved, False
        if moved and now - started >= FLASH_SPACING:
            count += 1
            self._flashes[symbol] = count, now
        return count

    @staticmethod
    def _status(value: LastValue, word: str, phase: str) -> str:
        """The one word for a row: what holds the price comes before where it is from."""
        if value.status in ("HALTED", "PAUSED"):
            return f"HALTED {value.reason}".rstrip()
        if word in ("LIVE",) or word.startswith("DELAYED"):
            return {"PRE": "PRE", "POST": "POST", "CLOSED": "CLOSED"}.get(phase, word)
        return word
