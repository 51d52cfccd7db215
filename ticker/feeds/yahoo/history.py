"""Yahoo's bars of the past, through yfinance."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from ticker.feeds.base import FeedError
from ticker.feeds.historyfeed import SkippedBar, bar_from_floats
from ticker.feeds.library import error_summary
from ticker.feeds.yahoo.symbology import raw_symbol
from ticker.market.bar import SECOND, Bar, Interval, midnight
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import calendars

DAYS_AT_ONCE: dict[Interval, int] = {"1d": 36_500, "1m": 7}
"""The days that Yahoo returns in one answer."""

COLUMNS = ["Open", "High", "Low", "Close", "Volume"]


class YahooHistory:
    """Prices without Yahoo's adjustment: adjusted for splits up to today, so that they continue
    into today's prices, but not for dividends."""

    def __init__(self, url: str, folder: str) -> None:
        """``url`` is a server instead of Yahoo's; the library keeps time zones and a cookie in
        ``folder``."""
        import yfinance

        # Hides a warning of pandas meant for yfinance's authors.
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="yfinance")
        yfinance.set_tz_cache_location(folder)
        yfinance.config.debug.hide_exceptions = False
        self._session = _redirected_session(url) if url else None

    def bars(
        self, definition: InstrumentDefinition, interval: Interval, first: date, last: date
    ) -> Iterator[Bar | SkippedBar]:
        """Raises FeedError if Yahoo cannot be reached or refuses further requests."""
        while first <= last:
            end = min(last, first + timedelta(days=DAYS_AT_ONCE[interval] - 1))
            yield from self._bars(definition, interval, first, end)
            first = end + timedelta(days=1)

    def _bars(
        self, definition: InstrumentDefinition, interval: Interval, first: date, last: date
    ) -> Iterator[Bar | SkippedBar]:
        rows = self._request_bars(definition, interval, first, last + timedelta(days=1))
        if isinstance(rows, SkippedBar):
            yield rows
            return
        zone = calendars()[definition.calendar].zone
        for at, row in rows:
            if not first <= at.date() <= last:
                continue  # the current price, which Yahoo adds to any answer
            is_day = interval == "1d"
            ts_open = midnight(at.date(), zone) if is_day else int(at.timestamp()) * SECOND
            try:
                yield bar_from_floats(definition, ts_open, row[:4], row[4])
            except ValueError as error:
                yield SkippedBar(f"{at:%Y-%m-%d}" if is_day else f"{at:%Y-%m-%d %H:%M}", str(error))

    def _request_bars(
        self, definition: InstrumentDefinition, interval: Interval, start: date, end: date
    ) -> list[tuple[Any, tuple[float, ...]]] | SkippedBar:
        import yfinance
        from curl_cffi.requests.exceptions import HTTPError, RequestException
        from yfinance.exceptions import YFException, YFRateLimitError

        name = raw_symbol(definition)
        try:
            # Saves the library a request for the time zone.
            zone = calendars()[definition.calendar].zone.key
            yfinance.cache.get_tz_cache().store(name, zone)
            ticker = yfinance.Ticker(name, session=self._session)
            table = ticker.history(
                start=start.isoformat(),
                end=end.isoformat(),
                interval=interval,
                auto_adjust=False,
                actions=False,
            )
            if table.empty:
                return SkippedBar("", "no bars")
            rows = table[COLUMNS].itertuples(index=False, name=None)
            return list(zip(table.index, rows, strict=True))
        except YFRateLimitError:
            raise FeedError("yahoo: too many requests; try again later") from None
        except (YFException, HTTPError) as error:
            return SkippedBar("", error_summary(error).removeprefix(f"${name}: "))
        except RequestException as error:
            raise FeedError(f"yahoo: cannot be reached: {error_summary(error)}") from None
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            # The library takes answers apart without checking them.
            return SkippedBar("", f"an answer that cannot be read ({error_summary(error)})")


def _redirected_session(url: str) -> Any:
    """A session that sends every request of the library to one server."""
    from curl_cffi.requests import Response, Session

    scheme, place = urlsplit(url)[:2]

    class Redirected(Session[Response]):
        def request(self, method: Any, url: str, *args: Any, **kwargs: Any) -> Any:
            here = urlunsplit((scheme, place, *urlsplit(url)[2:]))
            return super().request(method, here, *args, **kwargs)

    return Redirected()
