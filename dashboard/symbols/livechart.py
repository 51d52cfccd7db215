from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from dashboard.charts.chart import Chart, Halt, is_intraday
from dashboard.charts.choices import ChartChoices
from dashboard.charts.drawing import Drawing, draw_chart
from dashboard.charts.livelayer import LiveLayer
from dashboard.charts.livelayer import live_layer as live_layer
from dashboard.charts.readout import Readout, readout
from dashboard.symbols.series import Series
from ticker.feeds.history import BarHistory
from ticker.live.mirror import Mirror
from ticker.market.bar import Bar
from ticker.market.events import is_halt
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import AlwaysOpen, calendars, regular_session
from ticker.market.state import State
from ticker.store import barstore

LAG = 100
"""Averages are drawn in the plot only; they may lag behind the last finished bar by this fraction
of the width."""

YEAR = 365
"""Civil days of the 52-week High and Low."""


class LiveChart:
    """``state`` is the last stored state, None if nothing is stored."""

    def __init__(
        self, definition: InstrumentDefinition, choices: ChartChoices, mirror: Mirror
    ) -> None:
        """Reads the database."""
        feed = mirror.feed
        self.definition, self.choices, self._mirror = definition, choices, mirror
        self.origin = feed.origin
        self.calendar = calendars(feed.always_open)[definition.calendar]
        self.today = self.calendar.at(feed.clock or 1).trade_date
        self._past = BarHistory(feed.origin, mirror.universe, definition, self.calendar)
        self.series = Series(self._past, choices, self.today)
        self.state: State | None = barstore.read_state(feed.origin, definition.symbol)
        self._drawing: Drawing | None = None
        self.update()

    @property
    def is_over(self) -> bool:
        """Whether a new trade date or another tape has started."""
        feed = self._mirror.feed
        if feed.origin != self.origin:
            return True
        return bool(feed.clock) and self.calendar.at(feed.clock).trade_date != self.today

    @property
    def last(self) -> Decimal | None:
        return self._mirror.level(self.definition.symbol).last

    def update(self) -> None:
        symbol = self.definition.symbol
        self.series.update(self._mirror.tape(symbol).bars, self._mirror.level(symbol))

    @property
    def drawing(self) -> Drawing:
        """The plot: all bars but the forming one, as of its drawing. Created on demand, because
        data files need none."""
        if self._drawing is None:
            bars = self.series.bars
            self._drawing = draw_chart(self.chart(bars[:-1], bars[-1] if bars else None))
        return self._drawing

    def redraw(self) -> None:
        self._drawing = None

    def chart(self, bars: list[Bar], forming: Bar | None = None) -> Chart:
        return Chart(
            definition=self.definition,
            calendar=self.calendar,
            bars=bars,
            range=self.choices.range,
            interval=self.choices.interval,
            kind=self.choices.kind,
            overlays=self.choices.overlays,
            warmup_bars=self.series.warmup_bars,
            forming_bar=forming,
            prev_close=self._prev_close,
            last=self.last,
            halts=self._halts(),
            session_end=self._session_end() if self._is_today else 0,
        )

    @property
    def _is_today(self) -> bool:
        return self.choices.range == "1d" and self.series.shown_date == self.today

    @property
    def _prev_close(self) -> Decimal | None:
        return self._mirror.level(self.definition.symbol).prev_close if self._is_today else None

    @property
    def is_redraw_due(self) -> bool:
        """Whether the plot has no room for new bars, its averages lag too far, or its marks are
        outdated."""
        plotted, frame, since = self.drawing.chart, self.drawing.frame, self._live_bars()
        is_late = bool(plotted.overlays) and len(since) > 1 + frame.slots // LAG
        is_other = (plotted.prev_close, plotted.halts) != (self._prev_close, self._halts())
        return is_late or is_other or not frame.fits(since, self.last)

    @property
    def newest_readout(self) -> Readout | None:
        """The figures of the forming bar."""
        bars = self.series.bars
        if not bars:
            return None
        return readout(bars[-1], self.definition, self.choices.interval, self.calendar.zone)

    def layer(self) -> LiveLayer:
        return live_layer(self.drawing.frame, self._live_bars(), self.last)

    def year_range(self) -> tuple[Decimal | None, Decimal | None]:
        """The highest and lowest price of 52 weeks. Reads the database."""
        bars = self._past.daily_bars(self.today - timedelta(days=YEAR), self.today)
        highs = [bar.high for bar in bars if bar.high is not None]
        lows = [bar.low for bar in bars if bar.low is not None]
        return max(highs, default=None), min(lows, default=None)

    def _live_bars(self) -> list[Bar]:
        """The bars after the plot's."""
        return self.series.bars[self.drawing.frame.count :]

    def _session_end(self) -> int:
        """The end of today's regular session, UTC nanoseconds; 0 if it never closes."""
        if isinstance(self.calendar, AlwaysOpen):
            return 0
        return regular_session(self.calendar, self.today).end

    def _halts(self) -> list[Halt]:
        halts: list[Halt] = []
        if not is_intraday(self.choices.interval):
            return halts
        for ts, status, reason in self.state.statuses if self.state else ():
            if halts and not halts[-1].end:
                halts[-1] = halts[-1]._replace(end=ts)
            if is_halt(status):
                halts.append(Halt(ts, 0, reason))
        return halts
