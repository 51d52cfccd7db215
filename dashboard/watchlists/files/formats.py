from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from dashboard.watchlists.files import ibkr, plain, tradingview, yahoo
from dashboard.watchlists.files.reading import Reading
from dashboard.watchlists.line import Line
from ticker.market.instruments import Universe

TEXT, CSV = "text/plain; charset=utf-8", "text/csv; charset=utf-8"

WORDS = {
    "heading": "sections",
    "note": "notes",
    **dict.fromkeys(("quantity", "cost", "commission"), "quantities, costs and commissions"),
    "trade_date": "trade dates",
    **dict.fromkeys(("high_limit", "low_limit"), "limits"),
}
"""The words for the fields that not every format has."""

NO_POSITIONS = tuple(field for field in WORDS if field != "heading")


class FileFormat(Struct, frozen=True, kw_only=True):
    """``suffix`` has no point. ``begins`` recognises the first line that is not empty; ``read``
    raises BadFileError; ``lacks`` are the fields of a line that its files cannot have."""

    key: str
    title: str
    suffix: str
    content_type: str
    begins: Callable[[str], bool]
    read: Callable[[str, Universe], Reading]
    write: Callable[[Iterable[Line], Universe], str]
    lacks: tuple[str, ...] = ()

    @property
    def leaves_out(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(WORDS[field] for field in self.lacks))


_ALL = (
    FileFormat(
        key="tradingview",
        title="TradingView",
        suffix="txt",
        content_type=TEXT,
        begins=tradingview.begins,
        read=tradingview.read,
        write=tradingview.write,
        lacks=NO_POSITIONS,
    ),
    FileFormat(
        key="yahoo",
        title="Yahoo Finance",
        suffix="csv",
        content_type=CSV,
        begins=yahoo.begins,
        read=yahoo.read,
        write=yahoo.write,
        lacks=("heading",),
    ),
    FileFormat(
        key="ibkr",
        title="Interactive Brokers TWS",
        suffix="csv",
        content_type=CSV,
        begins=ibkr.begins,
        read=ibkr.read,
        write=ibkr.write,
        lacks=NO_POSITIONS,
    ),
    FileFormat(
        key="plain",
        title="Plain CSV",
        suffix="csv",
        content_type=CSV,
        begins=plain.begins,
        read=plain.read,
        write=plain.write,
    ),
)
FORMATS = {file_format.key: file_format for file_format in _ALL}

DETECTED = ("yahoo", "plain", "ibkr", "tradingview")
"""The order of detection: a row of symbols for TradingView could be the header of a CSV file."""


def detect(text: str) -> FileFormat:
    """Recognise a format by the first line that is not empty; plain CSV otherwise."""
    first = next((line for line in text.splitlines() if line.strip(", \t")), "")
    return next((FORMATS[key] for key in DETECTED if FORMATS[key].begins(first)), FORMATS["plain"])
