"""The history of an instrument: its bars, from wherever its source has them."""

from __future__ import annotations

import time
from datetime import date, timedelta

from ticker.feeds import simulated_history
from ticker.feeds.setting import member_origins
from ticker.market.bar import Bar, Interval, merge_bars, midnight
from ticker.market.instruments import InstrumentDefinition, Universe
from ticker.market.sessions import Calendar
from ticker.store import barstore


class BarHistory:
    """One instrument of one source. Reads the database; never call it from a running event loop.

    What a simulated tape would have traded before its start is generated on request. For a group of
    feeds, a daily bar before today comes from the first feed that has its own, such as one fetched
    from its provider; otherwise it is the bar built from all feeds.
    """

    def __init__(
        self, source: str, universe: Universe, definition: InstrumentDefinition, calendar: Calendar
    ) -> None:
        self.calendar = calendar
        self._source, self._symbol = source, definition.symbol
        self._simulated = simulated_history(source, universe)
        self._seam_bar: Bar | None = None

    def daily_bars(self, start: date, end: date) -> list[Bar]:
        """Daily bars from one trade date to another, both included."""
        zone = self.calendar.zone
        first, last = midnight(start, zone), midnight(end, zone)
        made = self._simulated.daily_bars(self._symbol) if self._simulated else []
        by_start = {bar.ts_open: bar for bar in made if first <= bar.ts_open <= last}
        by_start |= self._stored_bars("1d", first, last + 1)
        return [by_start[ts_open] for ts_open in sorted(by_start)]

    def minute_bars(self, day: date) -> list[Bar]:
        """Minute bars of all sessions of a trade date."""
        zone = self.calendar.zone
        made = self._simulated.minute_bars(self._symbol, day) if self._simulated else []
        if made and (self._seam_bar is None or made[-1].ts_open > self._seam_bar.ts_open):
            self._seam_bar = made[-1]
        by_start = {bar.ts_open: bar for bar in made}
        start, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
        for bar in self._stored_bars("1m", start, end).values():
            by_start[bar.ts_open] = self.merged_bar(bar)
        return [by_start[ts_open] for ts_open in sorted(by_start)]

    def _stored_bars(self, interval: Interval, start: int, end: int) -> dict[int, Bar]:
        """Stored bars in [``start``, ``end``), by start."""
        by_start = barstore.read_bars(self._source, self._symbol, interval, start, end)
        if parts := member_origins(self._source):
            today = midnight(self.calendar.at(time.time_ns()).trade_date, self.calendar.zone)
            for part in reversed(parts):
                by_start += barstore.read_bars(part, self._symbol, interval, start, min(end, today))
        return {bar.ts_open: bar for bar in by_start}

    def merged_bar(self, bar: Bar) -> Bar:
        """A minute bar, merged with its generated part if the tape started within it."""
        seam = self._seam_bar
        if seam is None or seam.ts_open != bar.ts_open:
            return bar
        return merge_bars(bar.ts_open, [seam, bar])

    def trade_dates(self, last: date, count: int) -> list[date]:
        """The last ``count`` trade dates up to ``last``, newest last."""
        dates = [last]
        while len(dates) < count:
            dates.append(self.calendar.previous(dates[-1]))
        return dates[::-1]
