"""Alpaca's bars of the past, from alpaca-py's historical client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from msgspec import Struct, convert, field

from ticker.feeds.alpaca.client import history_client
from ticker.feeds.alpaca.refusals import status_error
from ticker.feeds.alpaca.symbology import raw_symbol
from ticker.feeds.base import FeedError
from ticker.feeds.historyfeed import SkippedBar, bar_from_floats
from ticker.feeds.library import error_summary
from ticker.market.bar import SECOND, Bar, Interval, midnight
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import NEW_YORK

DAYS_AT_ONCE: dict[Interval, int] = {"1d": 3_660, "1m": 30}
"""Days of one instrument in one request, so that not everything is in memory at once."""

UNUSABLE = (400, 404, 422)
"""HTTP statuses: the name is unknown, or there is no data."""

Adjustment = Literal["raw", "split"]


class AlpacaBar(Struct):
    """``at`` is its start; for a day, midnight in New York."""

    start: datetime = field(name="t")
    open: float = field(name="o")
    high: float = field(name="h")
    low: float = field(name="l")
    close: float = field(name="c")
    volume: float = field(name="v")

    @property
    def day(self) -> date:
        return self.start.astimezone(NEW_YORK).date()


class AlpacaHistory:
    """``feed`` is iex or sip."""

    def __init__(self, credentials: tuple[str, str], feed: str, url: str) -> None:
        self._client = history_client(credentials, url)
        self._feed = feed

    def bars(
        self, definition: InstrumentDefinition, interval: Interval, first: date, last: date
    ) -> Iterator[Bar | SkippedBar]:
        """Bars as traded, not adjusted for splits or dividends. Raises FeedError if Alpaca cannot
        be reached or refuses further requests."""
        has_bars = False
        while first <= last:
            end = min(last, first + timedelta(days=DAYS_AT_ONCE[interval] - 1))
            for bar in self._bars(definition, interval, first, end):
                has_bars = True
                yield bar
            first = end + timedelta(days=1)
        if not has_bars:
            yield SkippedBar("", "no bars")

    def _bars(
        self, definition: InstrumentDefinition, interval: Interval, first: date, last: date
    ) -> Iterator[Bar | SkippedBar]:
        name = raw_symbol(definition)
        answer = self.request_bars([name], interval, first, last, "raw")
        if isinstance(answer, SkippedBar):
            yield answer
            return
        for raw in answer.get(name, []):
            try:
                bar = read_bar(raw)
                is_day = interval == "1d"
                ts_open = midnight(bar.day, NEW_YORK) if is_day else _start_ns(bar.start)
                prices = (bar.open, bar.high, bar.low, bar.close)
                yield bar_from_floats(definition, ts_open, prices, bar.volume)
            except ValueError as error:
                yield SkippedBar(_start_text(raw), str(error))

    def request_bars(
        self,
        raw_symbols: Sequence[str],
        interval: Interval,
        first: date,
        last: date,
        adjustment: Adjustment,
    ) -> Mapping[str, Sequence[object]] | SkippedBar:
        """The bars of these trade dates, both included, by name, oldest first. Raises FeedError."""
        from alpaca.common.exceptions import APIError
        from alpaca.data.enums import Adjustment, DataFeed
        from alpaca.data.requests import StockBarsRequest
        from alpaca.data.timeframe import TimeFrame, TimeFrameUnit
        from requests.exceptions import RequestException

        unit = TimeFrameUnit.Day if interval == "1d" else TimeFrameUnit.Minute
        request = StockBarsRequest(
            symbol_or_symbols=list(raw_symbols),
            timeframe=TimeFrame(1, unit),
            start=datetime.combine(first, time.min, NEW_YORK),
            end=datetime.combine(last, time(23, 59, 59), NEW_YORK),
            adjustment=Adjustment(adjustment),
            feed=DataFeed(self._feed),
        )
        try:
            answer: Any = self._client.get_stock_bars(request)
            return convert(answer, dict[str, list[Any]])
        except APIError as error:
            status = error.status_code or 0
            if status in UNUSABLE:
                return SkippedBar("", f"refused (HTTP {status}): {error_summary(error)}")
            raise status_error(status) from None
        except ValueError as error:
            # Invalid JSON too, which is also a RequestException.
            return SkippedBar("", f"an answer that cannot be read ({error_summary(error)})")
        except RequestException as error:
            raise FeedError(f"alpaca: cannot be reached: {error_summary(error)}") from None
        except (LookupError, TypeError, AttributeError) as error:
            # The library takes answers apart without checking them.
            return SkippedBar("", f"an answer that cannot be read ({error_summary(error)})")


def read_bar(raw: object) -> AlpacaBar:
    """Raises ValueError that says what is wrong."""
    return convert(raw, AlpacaBar)


def _start_ns(at: datetime) -> int:
    return int(at.timestamp()) * SECOND


def _start_text(raw: object) -> str:
    return str(raw.get("t", ""))[:20] if isinstance(raw, dict) else ""
