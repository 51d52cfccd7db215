"""Time and sales, and the history of trading status, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ticker.market.events import INELIGIBLE, LATE
from ticker.market.instruments import InstrumentDefinition
from ticker.market.prints import SHOWN, Print
from ticker.rows import formats

REMARKS = {LATE: "late", INELIGIBLE: "volume only"}


class Line(NamedTuple):
    """``direction`` compares with the trade before."""

    time: str
    price: str
    size: str
    direction: str
    remark: str
    is_cancelled: bool


class Change(NamedTuple):
    time: str
    text: str


def joined(stored: Sequence[Print], came: Sequence[Print]) -> list[Print]:
    """Stored and recent prints without the duplicates."""
    known = {_key(print_) for print_ in came}
    return [*(print_ for print_ in stored if _key(print_) not in known), *came][-SHOWN:]


def _key(print_: Print) -> object:
    return print_.key or (print_.ts, print_.price, print_.size)


def lines(prints: Iterable[Print], definition: InstrumentDefinition, zone: ZoneInfo) -> list[Line]:
    """Newest first."""
    return [_line(print_, definition, zone) for print_ in prints][::-1]


def _line(print_: Print, definition: InstrumentDefinition, zone: ZoneInfo) -> Line:
    remarks = [word for bit, word in REMARKS.items() if print_.flags & bit]
    if print_.action:
        remarks.append({"cancel": "cancelled", "correct": "corrected"}[print_.action])
    return Line(
        formats.clock(print_.ts, zone),
        formats.price(print_.price, definition),
        formats.size(print_.size),
        formats.direction(print_.tick),
        ", ".join(remarks),
        print_.action == "cancel",
    )


def changes(statuses: Iterable[tuple[int, str, str]], zone: ZoneInfo) -> list[Change]:
    """Newest first."""
    return [
        Change(f"{formats.day(ts, zone)} {formats.clock(ts, zone)}", f"{status} {reason}".rstrip())
        for ts, status, reason in statuses
    ][::-1]
