"""A board's rows as data files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.http import HttpResponse, JsonResponse
from django.utils.http import content_disposition_header

from dashboard.boards.selection import Selection
from dashboard.forms.formulas import escape_formula
from ticker.market.instruments import InstrumentDefinition
from ticker.market.level1 import Level1
from ticker.rows import formats
from ticker.rows.positions import Holding
from ticker.web.process import process

PRICES = ("last", "bid", "ask", "open", "high", "low", "prev_close")
FIELDS = (
    "symbol",
    "name",
    "last",
    "chg",
    "chg_pct",
    "bid",
    "ask",
    "volume",
    "open",
    "high",
    "low",
    "prev_close",
    "ts_event",
    "status",
)
POSITION_FIELDS = ("note", "quantity", "cost", "worth", "pnl", "pnl_pct")
"""The position and its value."""

TEXTS = ("symbol", "name", "status", "note")


def json_file(selection: Selection) -> JsonResponse:
    """Every row, on any page. Decimals and nanoseconds are strings, null is missing."""
    feed = process.hub.mirror.feed
    return JsonResponse(
        {
            "board": selection.board.slug,
            "as_of": str(feed.clock) if feed.clock else None,
            "feed": {"name": feed.name, "word": feed.word},
            "rows": list(_rows(selection)),
        }
    )


def csv_file(selection: Selection, name: str) -> HttpResponse:
    """The same rows. Text that a spreadsheet would run as a formula is escaped with "'"."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(FIELDS + POSITION_FIELDS if selection.board.is_watchlist else FIELDS)
    for row in _rows(selection):
        writer.writerow([_cell(key, value) for key, value in row.items()])
    return download(out.getvalue(), f"{name}.csv", "text/csv; charset=utf-8")


def download(text: str, name: str, content_type: str) -> HttpResponse:
    disposition = content_disposition_header(True, name) or "attachment"
    headers = {"Content-Disposition": disposition}
    return HttpResponse(text, content_type=content_type, headers=headers)


def _rows(selection: Selection) -> Iterator[dict[str, str | None]]:
    mirror = process.hub.mirror
    for level in selection.levels(mirror):
        own = _position(level) if selection.board.is_watchlist else {}
        yield _row(level, mirror.universe[level.symbol]) | own


def _row(level: Level1, definition: InstrumentDefinition) -> dict[str, str | None]:
    values: dict[str, str | None] = {
        key: formats.unsigned_difference(getattr(level, key), definition) for key in PRICES
    }
    values["chg"] = formats.unsigned_difference(level.chg, definition, of=level.last)
    values |= {
        "symbol": level.symbol,
        "name": level.name,
        "chg_pct": None if level.chg_pct is None else f"{level.chg_pct:f}",
        "volume": None if level.volume is None else f"{level.volume:f}",
        "ts_event": str(level.ts_event) if level.ts_event else None,
        "status": level.status or None,
    }
    return {key: values[key] for key in FIELDS}


def _position(level: Level1) -> dict[str, str | None]:
    if not isinstance(level, Holding):
        return dict.fromkeys(POSITION_FIELDS)
    return {
        "note": level.note or None,
        "quantity": formats.exact(level.quantity),
        "cost": formats.exact(level.cost),
        "worth": formats.exact(level.worth),
        "pnl": formats.exact(level.pnl),
        "pnl_pct": formats.exact(level.pnl_pct),
    }


def _cell(key: str, value: str | None) -> str:
    if value is None:
        return ""
    return escape_formula(value) if key in TEXTS else value
