"""Store the bars of the past that a feed's provider offers."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ticker.feeds import open_url, single_url
from ticker.feeds.base import FeedError
from ticker.feeds.historyfeed import HistoryFeed, SkippedBar
from ticker.feeds.library import LibraryFeed
from ticker.feeds.symbology import select_instruments
from ticker.market.bar import Bar, Interval
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import calendars
from ticker.store.barstore import save_bars
from ticker.web.process import process

RANGES = {"1y": 366, "5y": 1827}
DAYS: dict[Interval, int] = {"1d": RANGES["1y"], "1m": 7}
"""Days, if none are given."""

BATCH = 2000
"""Bars stored at once."""

PAUSE = 0.25
"""Seconds between two instruments: providers refuse clients that ask too fast."""


class Command(BaseCommand):
    help = (
        "Keep bars of the past under the name of the feed, so that its charts show them. Only of "
        "days that are over: those of today are the running feed's. To do it again changes nothing "
        "but what the provider has changed. What cannot be used is named with the reason, the rest "
        "kept; the exit code is 1 if there was any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("feed", nargs="?", default=settings.FEED, help="whose bars (FEED)")
        parser.add_argument("--symbols", nargs="+", default=[], help="only these")
        span = parser.add_mutually_exclusive_group()
        span.add_argument("--days", type=int, help="of so many days before today")
        span.add_argument("--range", choices=RANGES, help="1y where neither is given, of 1m 7 days")
        parser.add_argument("--interval", choices=DAYS, default="1d")

    def handle(self, *args: Any, **options: Any) -> None:
        self._bars_kept = self._bars_left_out = 0
        try:
            feed = _open(options["feed"])
            symbols = [symbol.upper() for symbol in options["symbols"]]
            definitions = select_instruments(
                feed.name, process.universe, symbols, feed.definitions.__contains__
            )
            days = _days(feed, options)
            for place, definition in enumerate(definitions):
                time.sleep(PAUSE if place else 0)
                self._keep_bars(feed, definition, options["interval"], days, options["verbosity"])
        except FeedError as error:
            raise CommandError(f"{error}; {self._bars_kept} bars kept") from None
        if self._bars_left_out:
            raise CommandError(f"{self._bars_kept} bars kept, {self._bars_left_out} left out")
        if options["verbosity"]:
            self.stdout.write(f"{self._bars_kept} bars kept")

    def _keep_bars(
        self,
        feed: HistoryFeed,
        definition: InstrumentDefinition,
        interval: Interval,
        days: int,
        verbosity: int,
    ) -> None:
        first, last = _past_span(definition, days)
        bars: list[tuple[str, Bar]] = []
        for bar in feed.historical_bars(definition, interval, first, last):
            if isinstance(bar, SkippedBar):
                self._bars_left_out += 1
                where = f"{definition.symbol} {bar.start}".rstrip()
                self.stderr.write(f"{where}: {bar.reason}")
            else:
                bars.append((definition.symbol, bar))
        for start in range(0, len(bars), BATCH):
            self._bars_kept += save_bars(feed.origin, interval, bars[start : start + BATCH])
        if verbosity > 1:
            self.stdout.write(f"{definition.symbol}: {len(bars)} bars kept")


def _open(setting: str) -> HistoryFeed:
    """Raises FeedError."""
    feed = open_url(single_url(setting), process.universe)
    if not isinstance(feed, HistoryFeed):
        raise FeedError(f"{feed.name}: this feed has no bars of the past; vendors' feeds have")
    if isinstance(feed, LibraryFeed):
        feed.check_library()
    return feed


def _days(feed: HistoryFeed, options: dict[str, Any]) -> int:
    """Raises FeedError for more days than the provider has."""
    interval: Interval = options["interval"]
    days: int | None = options["days"]
    if days is None:
        days = RANGES.get(options["range"], DAYS[interval])
    most = feed.days_back[interval]
    if not 1 <= days <= most:
        raise FeedError(f"{feed.name}: has bars of {interval} of the last 1 to {most} days only")
    return days


def _past_span(definition: InstrumentDefinition, days: int) -> tuple[date, date]:
    """The first and last trade date, without today, whose trading may go on."""
    calendar = calendars()[definition.calendar]
    today = calendar.at(time.time_ns()).trade_date
    return today - timedelta(days=days), calendar.previous(today)
