"""Time and sales, and the history of trading status, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ticker.market.events import INELIGIBLE, LATE
from ticker.market.instruments import InstrumentDefinition
from ticker.market.prints import MAX_PRINTS, Print
from ticker.rows import formats

REMARKS = {LATE: "late", INELIGIBLE: "volume only"}


class PrintRow(NamedTuple):
    """``direction`` compares with the trade before."""

    time: str
    price: str
    size: str
    direction: str
    remark: str
    is_cancelled: bool


class StatusRow(NamedTuple):
    time: str
    text: str


def merge_prints(stored: Sequence[Print], recent: Sequence[Print]) -> list[Print]:
    """Stored and recent prints without the duplicates."""
    known = {_print_key(print_) for print_ in recent}
    return [*(print_ for print_ in stored if _print_key(print_) not in known), *recent][
        -MAX_PRINTS:
    ]


def _print_key(print_: Print) -> object:
    return print_.key or (print_.ts, print_.price, print_.size)


def print_rows(
    prints: Iterable[Print], definition: InstrumentDefinition, zone: ZoneInfo
) -> list[PrintRow]:
    """Newest first."""
    return [_print_row(print_, definition, zone) for print_ in prints][::-1]


def _print_row(print_: Print, definition: InstrumentDefinition, zone: ZoneInfo) -> PrintRow:
    remarks = [word for bit, word in REMARKS.items() if print_.flags & bit]
    if print_.action:
        remarks.append({"cancel": "cancelled", "correct": "corrected"}[print_.action])
    return PrintRow(
        formats.clock(print_.ts, zone),
        formats.price(print_.price, definition),
        formats.size(print_.size),
        formats.direction(print_.tick),
        ", ".join(remarks),
        print_.action == "cancel",
    )


def status_rows(statuses: Iterable[tuple[int, str, str]], zone: ZoneInfo) -> list[StatusRow]:
    """Newest first."""
    return [
        StatusRow(
            f"{formats.day(ts, zone)} {formats.clock(ts, zone)}", f"{status} {reason}".rstrip()
        )
        for ts, status, reason in statuses
    ][::-1]
