"""The Market: applies every event to the last-value state and reports what changed."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from ticker.market.bar import Bar, Interval, midnight
from ticker.market.events import (
    AnyEvent,
    BadEventError,
    Epoch,
    Event,
    HeartbeatEvent,
    Quote,
    Reference,
    Trade,
    TradeCorrection,
    TradingStatus,
    check,
    is_halt,
)
from ticker.market.events import BarEvent as BarEvent
from ticker.market.freshness import UNKNOWN, Freshness, row_freshness
from ticker.market.instruments import Universe
from ticker.market.lastvalue import LastValue
from ticker.market.level1 import Level1
from ticker.market.minutebars import MinuteBars
from ticker.market.prints import Print, TradeReport, newest_prints
from ticker.market.state import State

FLASH_SPACING = 500_000_000
"""Nanoseconds between the starts of two flashes of a row: at most 3 a second (WCAG 2.3.1), even if
the network brings two closer together."""


MAX_PRINTS = 10_000
"""The most trades that wait to be taken."""


class _SessionView(Protocol):
    @property
    def trade_date(self) -> date: ...

    @property
    def phase(self) -> str: ...

    @property
    def is_regular(self) -> bool: ...


class _Calendar(Protocol):
    zone: ZoneInfo

    def at(self, ts: int) -> Any: ...

    def previous(self, trade_date: date) -> date: ...


class BarUpdate(NamedTuple):
    """A changed bar; with ``is_part`` only what is to be added to the stored one."""

    symbol: str
    interval: Interval
    bar: Bar
    is_partial: bool = False


class Market:
    """The last values of a universe. ``rejected`` counts dropped events by reason."""

    def __init__(
        self, universe: Universe, calendars: Callable[[bool], Mapping[str, _Calendar]]
    ) -> None:
        """``calendars`` returns the calendars by name, given whether all are always open."""
        self.universe = universe
        self.rejected: Counter[str] = Counter()
        self._calendars_for = calendars
        self._states: Mapping[str, State] = {}
        self._minutes: Mapping[str, list[Bar]] = {}
        self._floor = 0
        self._may_begin_again = True
        self._apply: dict[
            type[Event], Callable[[LastValue, Any, _Calendar, _SessionView], None]
        ] = {
            Quote: lambda value, event, *_: value.set_quote(event),
            Trade: self._trade,
            TradeCorrection: self._correct,
            TradingStatus: lambda value, event, *_: value.set_status(event),
            Reference: lambda value, event, calendar, _: value.set_reference(
                event, calendar.previous
            ),
            BarEvent: lambda *_: None,
        }
        self.reset(always_open=False)

    def reset(self, always_open: bool) -> None:
        """Forget everything: a new epoch."""
        self.always_open = always_open
        self.calendars = self._calendars_for(always_open)
        self._values: dict[str, LastValue] = {}
        self._dirty: dict[str, None] = {}
        self._touched: dict[str, None] = {}
        self._prints: deque[TradeReport] = deque(maxlen=MAX_PRINTS)
        self._flashes: dict[str, tuple[int, int]] = {}

    def newest_ts(self, symbol: str) -> int:
        """The newest ts_event shown for the symbol, also before a restart; 0 if none."""
        value = self._values.get(symbol)
        if value is not None:
            return value.ts_event
        state = self._states.get(symbol)
        return state.level.ts_event if state is not None else 0

    @property
    def heard_count(self) -> int:
        """The number of instruments with at least one event."""
        return len(self._values)

    def apply(self, event: AnyEvent) -> str:
        """Apply one event. Returns "", or the reason for which it was dropped."""
        if isinstance(event, HeartbeatEvent):
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
        value = self._values.get(event.symbol) or self._new(event)
        calendar = self.calendars[value.definition.calendar]
        session = calendar.at(event.ts_event)
        if session.trade_date is value.trade_date:
            pass  # nearly always: calendars return the same session object
        elif session.trade_date > value.trade_date:
            if isinstance(event, TradeCorrection):
                raise BadEventError("unknown_trade", "of an earlier trade date")
            value.roll(session.trade_date)
        elif session.trade_date < value.trade_date:
            raise BadEventError("old_session", str(session.trade_date))
        self._apply[type(event)](value, event, calendar, session)
        self._values[event.symbol] = value
        self._dirty[event.symbol] = self._touched[event.symbol] = None

    def _new(self, event: AnyEvent) -> LastValue:
        symbol = event.symbol
        if symbol not in self.universe:
            raise BadEventError("unknown_symbol", repr(symbol[:40]))
        value = LastValue(self.universe[symbol])
        state = self._states.get(symbol)
        is_later = state is not None and state.level.ts_event <= event.ts_event
        if state is not None and (is_later or not self._may_begin_again):
            bars = self._minutes.get(symbol, [])
            state.resume(value, MinuteBars(bars, self._floor))
        return value

    def _trade(self, value: LastValue, event: Trade, _: _Calendar, session: _SessionView) -> None:
        self._prints.append(value.add_trade(event, session.is_regular))

    def _correct(self, value: LastValue, event: TradeCorrection, *_: object) -> None:
        self._prints.append(value.correct(event))

    def restore(
        self,
        states: Mapping[str, State],
        minutes: Mapping[str, list[Bar]],
        floor: int,
        may_begin_again: bool = True,
    ) -> None:
        """Set what an instrument resumes from when its first event comes: its last state, and its
        minute bars from ``floor`` on.

        If that event is older than the state, a recording has started again and the instrument
        starts empty. Without ``may_begin_again`` the event is merely late.
        """
        self._states, self._minutes, self._floor = states, minutes, floor
        self._may_begin_again = may_begin_again

    def take_prints(self) -> list[Print]:
        """The trades since the last call, at most as many as are shown for each instrument."""
        prints = newest_prints(self._prints)
        self._prints.clear()
        return prints

    def take_bars(self) -> list[BarUpdate]:
        """The bars of all instruments changed since the last ``take_states``."""
        folded = []
        for symbol in self._touched:
            value = self._values[symbol]
            zone = self.calendars[value.definition.calendar].zone
            for change in value.minutes.take_changes():
                folded.append(BarUpdate(symbol, "1m", change.bar, change.is_partial))
            for day, its in (*value.ended_bars, (value.trade_date, value.day)):
                if its.volume or its.open is not None:
                    folded.append(BarUpdate(symbol, "1d", its.bar(midnight(day, zone))))
            value.ended_bars.clear()
        return folded

    def take_states(self) -> dict[str, State]:
        """The state of every instrument changed since the last call, for storage."""
        touched, self._touched = self._touched, {}
        return {symbol: self._state(self._values[symbol]) for symbol in touched}

    def _state(self, value: LastValue) -> State:
        calendar = self.calendars[value.definition.calendar]
        return State.from_last_value(value, value.level1(0, UNKNOWN, 0, calendar.previous))

    def drain(
        self, n: int, now: int, word: Freshness, clock: int, words: Mapping[str, Freshness] = {}
    ) -> list[Level1]:
        """The values that changed since the last drain, newest value once each.

        ``n`` is the frame's sequence number, ``now`` a monotonic clock in nanoseconds, ``word`` the
        feed's freshness, ``clock`` the exchange's time. ``words`` overrides the freshness of
        instruments shown from another feed.
        """
        changed = [
            self._level1(symbol, n, now, words.get(symbol, word), clock) for symbol in self._dirty
        ]
        self._dirty.clear()
        return changed

    def touch(self, symbols: Iterable[str]) -> None:
        """Mark known instruments as changed."""
        self._dirty.update({symbol: None for symbol in symbols if symbol in self._values})

    def touch_all(self) -> None:
        """Mark every known instrument as changed: a word that all rows show has changed."""
        self._dirty.update(dict.fromkeys(self._values))

    def mark_all_changed(self) -> None:
        """Include every known instrument in the next ``take_states``: the publisher before this one
        may not have stored all of them."""
        self._touched.update(dict.fromkeys(self._values))

    def _level1(self, symbol: str, n: int, now: int, word: Freshness, clock: int) -> Level1:
        value = self._values[symbol]
        calendar = self.calendars[value.definition.calendar]
        phase = calendar.at(clock).phase
        status = row_freshness(word, phase, is_halt(value.status), value.reason)
        return value.level1(n, status, self._flash(symbol, value, now), calendar.previous)

    def _flash(self, symbol: str, value: LastValue, now: int) -> int:
        count, started = self._flashes.get(symbol, (0, -FLASH_SPACING))
        moved, value.is_changed = value.is_changed, False
        if moved and now - started >= FLASH_SPACING:
            count += 1
            self._flashes[symbol] = count, now
        return count
