"""An instrument's bars as data files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from django.http import HttpResponse, JsonResponse

from dashboard.boards.data import download
from dashboard.symbols.livechart import LiveChart
from ticker.market.bar import PRICES, Bar
from ticker.rows import formats
from ticker.web.process import process

FIELDS = ("ts_open", *PRICES, "volume", "vwap", "trade_count")


def json_file(chart: LiveChart) -> JsonResponse:
    """The bars of the range, oldest first; the last may still be forming. Decimals and nanoseconds
    are strings, null is missing."""
    feed = process.hub.mirror.feed
    return JsonResponse(
        {
            "symbol": chart.definition.symbol,
            "range": chart.choices.range,
            "interval": chart.choices.interval,
            "zone": chart.calendar.zone.key,
            "as_of": str(feed.clock) if feed.clock else None,
            "feed": {"name": feed.name, "word": feed.word, "source": feed.origin},
            "bars": list(_rows(chart)),
        }
    )


def csv_file(chart: LiveChart) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(FIELDS)
    for row in _rows(chart):
        writer.writerow(["" if value is None else value for value in row.values()])
    ticker, choices = chart.definition.ticker, chart.choices
    name = f"{ticker}-{choices.range}-{choices.interval}.csv"
    return download(out.getvalue(), name, "text/csv; charset=utf-8")


def _rows(chart: LiveChart) -> Iterator[dict[str, str | int | None]]:
    return (_row(bar, chart) for bar in chart.series.bars)


def _row(bar: Bar, chart: LiveChart) -> dict[str, str | int | None]:
    prices = {
        key: formats.unsigned_difference(getattr(bar, key), chart.definition) for key in PRICES
    }
    return {
        "ts_open": str(bar.ts_open),
        **prices,
        "volume": f"{bar.volume:f}",
        "vwap": _vwap(bar.vwap, chart),
        "trade_count": bar.trade_count,
    }


def _vwap(value: Decimal | None, chart: LiveChart) -> str | None:
    """Write two digits more than a price."""
    if value is None:
        return None
    return f"{value:.{formats.decimals(chart.definition, value) + 2}f}"
