"""The past: an instrument's bars, from wherever its source has them."""

from __future__ import annotations

import time
from datetime import date, timedelta

from ticker.feeds import history_of
from ticker.feeds.setting import parts_of
from ticker.market.bar import Bar, Interval, merged, midnight
from ticker.market.instruments import InstrumentDefinition, Universe
from ticker.market.sessions import Calendar
from ticker.store import barstore


class Past:
    """Of one instrument of one source. Reads the database; never from a running event loop.

    What a simulated tape would have traded before it began is made up when it is asked for, and is
    of that source alone. Where the source is several feeds together, a bar of a day before today is
    that of the first of them that has it by itself, as one that was asked of its provider; else it
    is the one that was folded of all.
    """

    def __init__(
        self, source: str, universe: Universe, definition: InstrumentDefinition, calendar: Calendar
    ) -> None:
        self.calendar = calendar
        self._source, self._symbol = source, definition.symbol
        self._history = history_of(source, universe)
        self._seam: Bar | None = None

    def days(self, start: date, end: date) -> list[Bar]:
        """From one trade date to another, both included."""
        zone = self.calendar.zone
        first, last = midnight(start, zone), midnight(end, zone)
        made = self._history.days(self._symbol) if self._history else []
        found = {bar.ts_open: bar for bar in made if first <= bar.ts_open <= last}
        found |= self._kept("1d", first, last + 1)
        return [found[each] for each in sorted(found)]

    def minutes(self, day: date) -> list[Bar]:
        """Of a trade date, all its sessions."""
        zone = self.calendar.zone
        made = self._history.minutes(self._symbol, day) if self._history else []
        if made and (self._seam is None or made[-1].ts_open > self._seam.ts_open):
            self._seam = made[-1]
        found = {bar.ts_open: bar for bar in made}
        start, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
        for bar in self._kept("1m", start, end).values():
            found[bar.ts_open] = self.whole(bar)
        return [found[each] for each in sorted(found)]

    def _kept(self, interval: Interval, start: int, end: int) -> dict[int, Bar]:
        """By their beginnings, from ``start`` on and before ``end``."""
        found = barstore.bars(self._source, self._symbol, interval, start, end)
        if parts := parts_of(self._source):
            today = midnight(self.calendar.at(time.time_ns()).trade_date, self.calendar.zone)
            for part in reversed(parts):
                found += barstore.bars(part, self._symbol, interval, start, min(end, today))
        return {bar.ts_open: bar for bar in found}

    def whole(self, bar: Bar) -> Bar:
        """A minute's bar, with what was made up of it if the tape began within it."""
        seam = self._seam
        if seam is None or seam.ts_open != bar.ts_open:
            return bar
        return merged(bar.ts_open, [seam, bar])

    def trade_dates(self, last: date, count: int) -> list[date]:
        """So many, the newest last."""
        dates = [last]
        while len(dates) < count:
            dates.append(self.calendar.previous(dates[-1]))
        return dates[::-1]
