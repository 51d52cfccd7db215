"""Time and sales, and the history of an instrument's trading status, as they are read."""

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
    """A print; ``direction`` is against the trade before."""

    time: str
    price: str
    size: str
    direction: str
    remark: str
    is_cancelled: bool


class Change(NamedTuple):
    time: str
    text: str


def joined(kept: Sequence[Print], came: Sequence[Print]) -> list[Print]:
    """Those that were kept and those that have come since, some of which are in both."""
    known = {_key(each) for each in came}
    return [*(each for each in kept if _key(each) not in known), *came][-SHOWN:]


def _key(said: Print) -> object:
    return said.key or (said.ts, said.price, said.size)


def lines(prints: Iterable[Print], definition: InstrumentDefinition, zone: ZoneInfo) -> list[Line]:
    """The newest first."""
    return [_line(each, definition, zone) for each in prints][::-1]


def _line(said: Print, definition: InstrumentDefinition, zone: ZoneInfo) -> Line:
    remarks = [word for bit, word in REMARKS.items() if said.flags & bit]
    if said.action:
        remarks.append({"cancel": "cancelled", "correct": "corrected"}[said.action])
    return Line(
        formats.clock(said.ts, zone),
        formats.price(said.price, definition),
        formats.size(said.size),
        formats.direction(said.tick),
        ", ".join(remarks),
        said.action == "cancel",
    )


def changes(statuses: Iterable[tuple[int, str, str]], zone: ZoneInfo) -> list[Change]:
    """The newest first."""
    return [
        Change(f"{formats.day(ts, zone)} {formats.clock(ts, zone)}", f"{status} {reason}".rstrip())
        for ts, status, reason in statuses
    ][::-1]
