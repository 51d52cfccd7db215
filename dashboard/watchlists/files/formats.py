from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from dashboard.watchlists.files import ibkr, plain, tradingview, yahoo
from dashboard.watchlists.files.parsedfile import ParsedFile
from dashboard.watchlists.listline import ListLine
from ticker.market.instruments import Universe

TEXT, CSV = "text/plain; charset=utf-8", "text/csv; charset=utf-8"

FIELD_WORDS = {
    "heading": "sections",
    "note": "notes",
    **dict.fromkeys(("quantity", "cost", "commission"), "quantities, costs and commissions"),
    "trade_date": "trade dates",
    **dict.fromkeys(("high_limit", "low_limit"), "limits"),
}
"""The words for the fields that not every format has."""

NO_POSITIONS = tuple(field for field in FIELD_WORDS if field != "heading")


class FileFormat(Struct, frozen=True, kw_only=True):
    """``suffix`` has no point. ``begins`` recognises the first line that is not empty; ``read``
    raises BadFileError; ``lacks`` are the fields of a line that its files cannot have."""

    key: str
    title: str
    suffix: str
    content_type: str
    is_first_line: Callable[[str], bool]
    read: Callable[[str, Universe], ParsedFile]
    write: Callable[[Iterable[ListLine], Universe], str]
    missing_fields: tuple[str, ...] = ()

    @property
    def missing_field_words(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(FIELD_WORDS[field] for field in self.missing_fields))


_ALL = (
    FileFormat(
        key="tradingview",
        title="TradingView",
        suffix="txt",
        content_type=TEXT,
        is_first_line=tradingview.is_first_line,
        read=tradingview.read,
        write=tradingview.write,
        missing_fields=NO_POSITIONS,
    ),
    FileFormat(
        key="yahoo",
        title="Yahoo Finance",
        suffix="csv",
        content_type=CSV,
        is_first_line=yahoo.is_first_line,
        read=yahoo.read,
        write=yahoo.write,
        missing_fields=("heading",),
    ),
    FileFormat(
        key="ibkr",
        title="Interactive Brokers TWS",
        suffix="csv",
        content_type=CSV,
        is_first_line=ibkr.is_first_line,
        read=ibkr.read,
        write=ibkr.write,
        missing_fields=NO_POSITIONS,
    ),
    FileFormat(
        key="plain",
        title="Plain CSV",
        suffix="csv",
        content_type=CSV,
        is_first_line=plain.is_first_line,
        read=plain.read,
        write=plain.write,
    ),
)
FORMATS = {file_format.key: file_format for file_format in _ALL}

DETECTION_ORDER = ("yahoo", "plain", "ibkr", "tradingview")
"""The order of detection: a row of symbols for TradingView could be the header of a CSV file."""


def detect(text: str) -> FileFormat:
    """Recognise a format by the first line that is not empty; plain CSV otherwise."""
    first = next((line for line in text.splitlines() if line.strip(", \t")), "")
    return next(
        (FORMATS[key] for key in DETECTION_ORDER if FORMATS[key].is_first_line(first)),
        FORMATS["plain"],
    )
